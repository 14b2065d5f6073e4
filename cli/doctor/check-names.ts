/** What doctor looks at, in the order in which it says it. `--only` takes these words. */
export const checkNames = [
  'credentials',
  'machines',
  'functions',
  'permissions',
  'table',
  'topic',
  'bucket',
  'schedules',
  'deliveries',
  'asleep',
  'locks',
  'left',
  'clusters',
  'entry',
  'endpoint',
  'rules',
  'sizes',
] as const;

export type CheckName = (typeof checkNames)[number];
