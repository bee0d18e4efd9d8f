import type { Localized } from '../../language.ts';

/** What OpenSSL says of a certificate whose root it does not know. */
const unknownRoot = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/**
 * What to do about a connection that failed on the way: its TLS is inspected, or the proxy refuses; `null` for any other
 * cause.
 *
 * @param cause the system's code, or `PROXY_407` for what a proxy answered.
 */
export function wayOutHint(cause: string): Localized<string> | null {
  if (unknownRoot.has(cause)) {
    return {
      ru: 'Соединение вскрывает антивирус, файрвол или прокси: его сертификат подписан не тем, кому доверяет программа. Сохраните корневой сертификат этого устройства в файл PEM и назовите файл в NODE_EXTRA_CA_CERTS, либо исключите адрес из проверки.',
      en: 'An antivirus, firewall or proxy inspects the connection: its certificate is signed by nobody whom this program trusts. Save the root certificate of that device as a PEM file and name the file in NODE_EXTRA_CA_CERTS, or exempt the address from inspection.',
    };
  }
  if (cause === 'PROXY_407') {
    return {
      ru: 'Прокси просит имя и пароль: HTTPS_PROXY=http://имя:пароль@адрес:порт.',
      en: 'The proxy asks for name and password: HTTPS_PROXY=http://name:password@address:port.',
    };
  }
  if (cause === 'PROXY_CLOSED') {
    return {
      ru: 'Прокси из HTTPS_PROXY принимает соединение и сразу закрывает: проверьте его адрес и порт и что это прокси HTTP, спросите того, кто им управляет, или исключите адрес в NO_PROXY.',
      en: 'The proxy of HTTPS_PROXY takes the connection and closes it at once: check its address and port and that it is an HTTP proxy, ask who runs it, or exempt the address in NO_PROXY.',
    };
  }
  if (cause.startsWith('PROXY_')) {
    return {
      ru: 'Прокси из HTTPS_PROXY не соединяет с этим адресом: спросите того, кто им управляет, или исключите адрес в NO_PROXY.',
      en: 'The proxy of HTTPS_PROXY does not connect to this address: ask who runs it, or exempt the address in NO_PROXY.',
    };
  }
  return null;
}
