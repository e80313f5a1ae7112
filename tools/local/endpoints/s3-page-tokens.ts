import crypto, { type BinaryLike, type CipherKey } from "node:crypto";

const { createCipheriv, createDecipheriv } = crypto;

/** Triple DES with one key three times is single DES, which today's OpenSSL leaves out. */
const singleDes = (key: CipherKey) => ["des-ede3-cbc", Buffer.concat(Array<Buffer>(3).fill(key as Buffer))] as const;

type Cipher<Made> = (algorithm: string, key: CipherKey, iv: BinaryLike | null, ...more: object[]) => Made;

const knowingDes =
  <Made>(make: Cipher<Made>): Cipher<Made> =>
  (algorithm, key, iv, ...more) =>
    algorithm === "des" ? make(...singleDes(key), iv) : make(algorithm, key, iv, ...more);

/** s3rver encrypts the tokens of its pages with single DES: without this, no list of more than 1,000 objects ends. */
export function allowPageTokens(): void {
  crypto.createCipheriv = knowingDes(createCipheriv as Cipher<crypto.Cipher>) as typeof createCipheriv;
  crypto.createDecipheriv = knowingDes(createDecipheriv as Cipher<crypto.Decipher>) as typeof createDecipheriv;
}
