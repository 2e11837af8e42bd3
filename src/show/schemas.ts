import { mkdirSync, writeFileSync } from 'node:fs';
import { jsonSchemas } from './schema.ts';

/** Writes the JSON Schema files: `npm run schemas`. */
const folder = new URL('../../schema/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(jsonSchemas())) {
  writeFileSync(new URL(name, folder), `${JSON.stringify(schema, null, 2)}\n`);
}
