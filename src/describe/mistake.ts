/**
 * A mistake in what a user wrote: an option, a machine, a channel, a property, a command.
 *
 * A mistake is never tolerated and never guessed around. Its message says what was found, what was
 * expected, where, and what to do next. The command line prints it on one line and exits with 2.
 */
export class Mistake extends Error {
  override readonly name = 'Mistake';
  /** The steps that lead to the mistake, where it was found while exploring. */
  trace?: unknown;
  readonly where: MistakePlace;

  constructor(message: string, where: MistakePlace = {}, options?: { cause?: unknown }) {
    super(message, options);
    this.where = where;
  }
}

/** Where a mistake was found, as far as it is known. */
export interface MistakePlace {
  readonly component?: string;
  readonly machine?: string;
  readonly state?: string;
  readonly event?: string;
}
