const encoder = new TextEncoder();

/** The sum of a text's UTF-8 bytes, modulo: a number that stays the same everywhere. */
export function remainder(text: string, modulus: number): number {
  return encoder.encode(text).reduce((sum, byte) => sum + byte, 0) % modulus;
}
