interface NotRun {
  readonly line: RegExp;
  readonly why: string;
}

/**
 * The lines of the documentation that no test of commands types, each with the reason. A line that is neither run nor here is a failure.
 */
export const notRun: readonly NotRun[] = [
  {
    line: /^npm (start|ci|test|run [\w:]+)( -- .*)?$/,
    why: 'installs or tests; the scripts of package.json are looked up',
  },
  { line: /^npx cdk (bootstrap|deploy|destroy|diff)\b/, why: 'needs an AWS account' },
  { line: /^aws cloudformation /, why: 'needs an AWS account: the sandbox has no CloudFormation' },
  { line: /^(npx )?eks-scheduler sandbox\b/, why: 'runs until Ctrl-C; test/cli/sandbox.test.ts starts it' },
  { line: /^(npx )?eks-scheduler rehearse .*--kubernetes real/, why: 'builds a control plane; test/real/ runs it' },
];

/** Why a line is not run, or null where it must be. */
export function whyNotRun(text: string): string | null {
  return notRun.find(({ line }) => line.test(text))?.why ?? null;
}
