/** An element of an XML document, or text in it. */
export interface Xml {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Xml | string)[];
}

const TAG = /^<(\/?)([A-Za-z][\w-]*)((?:\s+[A-Za-z][\w:-]*="[^"<&]*(?:&#\d+;[^"<&]*)*")*)\s*(\/?)>/;
const ATTRIBUTE = /([A-Za-z][\w:-]*)="([^"]*)"/g;

/**
 * Reads the part of XML that pictures use, and accepts nothing else: no declarations, no entities but numbered ones.
 * @throws Error for what is not well formed
 */
export function parseXml(text: string): Xml {
  const open: { name: string; attributes: Record<string, string>; children: (Xml | string)[] }[] = [
    { name: '', attributes: {}, children: [] },
  ];
  let rest = text.replace(/^<!--(?:(?!--)[\s\S])*-->\n/, '');
  while (rest !== '') {
    const plain = /^[^<]+/.exec(rest)?.[0];
    if (plain !== undefined) {
      if (/&(?!#\d+;)/.test(plain) || /[^\P{Cc}\n]/u.test(plain)) throw new Error(`not text: ${plain.slice(0, 80)}`);
      open.at(-1)!.children.push(decoded(plain));
      rest = rest.slice(plain.length);
      continue;
    }
    const tag = TAG.exec(rest);
    if (!tag) throw new Error(`not a tag: ${rest.slice(0, 80)}`);
    const [whole, closing, name = '', written = '', empty] = tag;
    rest = rest.slice(whole.length);
    if (closing) {
      if (open.length < 2 || open.pop()!.name !== name) throw new Error(`</${name}> closes nothing`);
      continue;
    }
    const pairs = [...written.matchAll(ATTRIBUTE)].map(([, key = '', value = '']) => [key, decoded(value)] as const);
    if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw new Error(`an attribute twice in <${name}>`);
    const element = { name, attributes: Object.fromEntries(pairs), children: [] };
    open.at(-1)!.children.push(element);
    if (!empty) open.push(element);
  }
  const roots = open[0]!.children.filter((child) => typeof child !== 'string');
  if (open.length !== 1 || roots.length !== 1) throw new Error('expected one element that is closed');
  return roots[0]!;
}

const decoded = (text: string): string => text.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));

/** All elements, outer ones first. */
export function elementsOf(element: Xml): Xml[] {
  return [element, ...element.children.flatMap((child) => (typeof child === 'string' ? [] : elementsOf(child)))];
}

/** The text in an element. */
export function textOf(element: Xml): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}
