import { mulberry32 } from '../../mulberry32.ts';

/** Numbers and ids that look random and are the same for the same seed. */
export class SeededRandom {
  /** 32 bits. */
  readonly next: () => number;

  constructor(seed: number) {
    this.next = mulberry32(seed);
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.next().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }

  uuid(): string {
    const text = this.hex(32);
    return [
      text.slice(0, 8),
      text.slice(8, 12),
      `4${text.slice(13, 16)}`,
      `8${text.slice(17, 20)}`,
      text.slice(20),
    ].join('-');
  }
}
