/** A state machine's definition, as far as its order is read. */
interface Definition {
  readonly StartAt?: string;
  readonly States?: Readonly<Record<string, State>>;
}

interface State {
  readonly Type?: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next?: string }[];
  readonly ItemProcessor?: Definition;
}

/**
 * The titles of a machine's tasks in the order of its runbook, from its definition (JSON). A state stands before every state that
 * may follow it; the way back of a loop does not count.
 */
export function runbookTitles(definition: string): string[] {
  return titlesOf(JSON.parse(definition) as Definition);
}

function titlesOf({ StartAt, States = {} }: Definition): string[] {
  const seen = new Set<string>();
  const endedLast: string[] = [];
  const visit = (title: string | undefined) => {
    const state = title === undefined ? undefined : States[title];
    if (title === undefined || state === undefined || seen.has(title)) return;
    seen.add(title);
    for (const next of [state.Next, state.Default, ...(state.Choices ?? []).map(({ Next }) => Next)]) visit(next);
    endedLast.unshift(...tasksIn(title, state));
  };
  visit(StartAt);
  return endedLast;
}

/** A Map goes through its own states for each item; one that is distributed has executions of its own for them. */
function tasksIn(title: string, { Type, ItemProcessor }: State): string[] {
  if (Type === 'Task') return [title];
  return Type === 'Map' && ItemProcessor ? titlesOf(ItemProcessor) : [];
}
