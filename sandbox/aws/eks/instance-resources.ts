/** GiB of memory for each vCPU, by the first letter of the family: `m6i.large` is of family m. */
const memoryPerCpu: Readonly<Record<string, number>> = { c: 2, m: 4, t: 4, r: 8, x: 16 };

/** vCPU, and the pods that the VPC CNI has addresses for without prefix delegation: much the same for all families. */
const sizes: Readonly<Record<string, readonly [cpu: number, pods: number]>> = {
  medium: [1, 8],
  large: [2, 29],
  xlarge: [4, 58],
  '2xlarge': [8, 58],
  '4xlarge': [16, 234],
  '8xlarge': [32, 234],
  '9xlarge': [36, 234],
  '12xlarge': [48, 234],
  '16xlarge': [64, 737],
  '18xlarge': [72, 737],
  '24xlarge': [96, 737],
  '32xlarge': [128, 737],
  '48xlarge': [192, 737],
};

/** Small ones that break the rule: vCPU, GiB, pods. */
const exceptions: Readonly<Record<string, readonly [cpu: number, memoryGi: number, pods: number]>> = {
  't3.small': [2, 2, 11],
  't3.medium': [2, 4, 17],
  't3.large': [2, 8, 35],
};

/** About what a node of this type offers (https://github.com/aws/amazon-vpc-cni-k8s misc/eni-max-pods.txt); an unknown one counts as large. */
export function instanceResources(instanceType: string): Record<string, string> {
  const [family = '', size = ''] = instanceType.split('.');
  const [cpu, pods] = sizes[size] ?? [2, 29];
  const [cpus, memoryGi, most] = exceptions[instanceType.replace(/^t3a\./, 't3.')] ?? [
    cpu,
    cpu * (memoryPerCpu[family.charAt(0)] ?? 4),
    pods,
  ];
  return { cpu: String(cpus), memory: `${memoryGi}Gi`, pods: String(most), 'ephemeral-storage': '80Gi' };
}
