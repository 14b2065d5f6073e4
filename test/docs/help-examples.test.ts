import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { catchOutput } from '../cli/catch-output.ts';
import { failures } from './failures.ts';
import { allCommands, examplesOf, helpOf } from './our-program.ts';
import { aTypist, type Typist } from './typist.ts';

const printed = catchOutput();
let typist: Typist;

beforeAll(async () => {
  typist = await aTypist(printed);
});
afterAll(() => typist.close());

const commands = allCommands().map(([name, command]) => [name, examplesOf(name, helpOf(command))] as const);

test.each(commands)('the examples of `%s --help` work in the sandbox, one after the other', async (_name, examples) => {
  expect(await failures(typist, examples)).toEqual([]);
});
