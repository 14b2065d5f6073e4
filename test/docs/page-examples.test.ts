import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { catchOutput } from '../cli/catch-output.ts';
import { failures } from './failures.ts';
import { blocksOf, pages } from './pages.ts';
import { shellLines } from './shell-line.ts';
import { aTypist, type Typist } from './typist.ts';

const printed = catchOutput();
let typist: Typist;

beforeAll(async () => {
  typist = await aTypist(printed);
});
afterAll(() => typist.close());

test.each(pages().map((page) => [page.path, page] as const))(
  'what %s says to type works in the sandbox, from the top to the end',
  async (_path, page) => {
    await typist.stage.set('awake');

    expect(await failures(typist, blocksOf(page).flatMap(shellLines))).toEqual([]);
  },
);
