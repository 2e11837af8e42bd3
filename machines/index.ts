/** The shipped model: the systems that machines/ composes, one for each family of questions. */
export { system } from './scenarios/cdc.ts';
