/** Names of things in Step Functions, as `arn:aws:states:REGION:ACCOUNT:…`. */
export class Arns {
  readonly #prefix: string;

  constructor(region: string, account: string) {
    this.#prefix = `arn:aws:states:${region}:${account}`;
  }

  stateMachine(name: string): string {
    return `${this.#prefix}:stateMachine:${name}`;
  }

  function(name: string): string {
    return `${this.#prefix.replace(':states:', ':lambda:')}:function:${name}`;
  }

  execution(machineName: string, name: string): string {
    return `${this.#prefix}:execution:${machineName}:${name}`;
  }

  /** The machine that a distributed Map stands for: `parent/label`. */
  mapMachine(parentName: string, label: string): string {
    return this.stateMachine(`${parentName}/${label}`);
  }

  mapRun(parentName: string, label: string, id: string): string {
    return `${this.#prefix}:mapRun:${parentName}/${label}:${id}`;
  }

  expressExecution(machineName: string, name: string, id: string): string {
    return `${this.#prefix}:express:${machineName}:${name}:${id}`;
  }

  isOf(kind: 'stateMachine' | 'execution' | 'mapRun', arn: string): boolean {
    const kinds = kind === 'execution' ? '(execution|express)' : kind;
    return new RegExp(`^arn:[a-z-]+:states:[a-z0-9-]+:\\d{12}:${kinds}:.+$`).test(arn);
  }
}
