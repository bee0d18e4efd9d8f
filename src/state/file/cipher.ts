import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Encrypts small secrets (tokens) at rest with a key derived from the state key: AES-256-GCM. */
export class Cipher {
  readonly #key: Uint8Array;

  constructor(stateKey: string) {
    this.#key = new Uint8Array(hkdfSync('sha256', stateKey, '', 'ident-amocrm tokens', 32));
  }

  /** `iv.tag.text`, each base64url. */
  seal(text: string): string {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return [iv, cipher.getAuthTag(), body].map((part) => part.toString('base64url')).join('.');
  }

  /** Throws when the text was not sealed with this key. */
  open(sealed: string): string {
    const [iv = '', tag = '', body = ''] = sealed.split('.');
    const decipher = createDecipheriv('aes-256-gcm', this.#key, Buffer.from(iv, 'base64url'));
    decipher.setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([
      decipher.update(Buffer.from(body, 'base64url')),
      decipher.final(),
    ]).toString('utf8');
  }
}
