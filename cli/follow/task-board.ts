import { Listr, type ListrTask, type ListrTaskWrapper } from 'listr2';
import type { BoardRow } from './board-rows.ts';

interface BoardOptions {
  /** Every line goes on at once (clusters), or one after the other (phases). */
  readonly isConcurrent: boolean;
  /** `silent` for tests. */
  readonly renderer?: 'default' | 'silent';
}

type Wrapper = Pick<ListrTaskWrapper<unknown, never, never>, 'title' | 'output' | 'skip'>;

/** A line of the board, and what ends it. */
class Line {
  readonly #ended = Promise.withResolvers<BoardRow>();
  #row: BoardRow;
  #task: Wrapper | null = null;

  constructor(row: BoardRow) {
    this.#row = row;
  }

  show(row: BoardRow): void {
    this.#row = row;
    this.#draw();
    if (row.status !== 'open') this.#ended.resolve(row);
  }

  /** The looks are over, and this line was not reached. */
  leave(): void {
    this.#ended.resolve({ ...this.#row, status: this.#row.status === 'open' ? 'skipped' : this.#row.status });
  }

  toTask(): ListrTask {
    return {
      title: this.#row.title,
      task: async (_, task) => {
        this.#task = task as Wrapper;
        this.#draw();
        const { status, title, detail } = await this.#ended.promise;
        if (status === 'failed') throw new Error(detail === '' ? title : detail);
        if (status === 'skipped') task.skip(title);
      },
    };
  }

  #draw(): void {
    if (!this.#task) return;
    this.#task.title = this.#row.title;
    this.#task.output = this.#row.detail;
  }
}

/**
 * Shows looks on a terminal as a list of tasks that is rewritten as they go, and answers the last one; null where there was none. A
 * line that fails is shown so; what follows from it is the caller's to say.
 *
 * @throws What the looks throw.
 */
export async function showBoard<Look>(
  looks: AsyncIterable<Look>,
  rowsOf: (look: Look) => readonly BoardRow[],
  { isConcurrent, renderer = 'default' }: BoardOptions,
): Promise<Look | null> {
  const lines = new Map<string, Line>();
  let last: Look | null = null;
  let board: Promise<void> | null = null;
  try {
    for await (const look of looks) {
      last = look;
      for (const row of rowsOf(look)) {
        const line = lines.get(row.key) ?? new Line(row);
        lines.set(row.key, line);
        line.show(row);
      }
      // Who the clusters are is known only when they have been looked for.
      if (lines.size > 0) board ??= draw([...lines.values()], isConcurrent, renderer);
    }
  } finally {
    for (const line of lines.values()) line.leave();
    await board;
  }
  return last;
}

async function draw(lines: readonly Line[], isConcurrent: boolean, renderer: 'default' | 'silent'): Promise<void> {
  const board = new Listr(
    lines.map((line) => line.toTask()),
    {
      concurrent: isConcurrent,
      exitOnError: !isConcurrent,
      renderer,
      // Ctrl-C is ours: a run goes on without whoever watches it.
      registerSignalListeners: false,
      rendererOptions: { collapseErrors: false },
    },
  );
  // What a line throws is what its run has said; the verdict tells it.
  await board.run().catch(() => undefined);
}
