/** Writes a tabulated system (`src/describe/tabulated.ts`) down for other engines. */
export { CONFIGURATION, INCOMPLETE, PROPERTY, promela } from './promela.ts';
export { type TlaText, tla } from './tla.ts';
