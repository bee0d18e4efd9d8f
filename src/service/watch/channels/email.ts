import type { ErrorKind } from '../../../app-error.ts';
import type { EmailConfig } from '../../../config/parts/alert-config.ts';
import { isLoopback } from '../../../network/loopback.ts';
import { headline } from '../alerts/message.ts';
import type { AlertChannel } from './channel.ts';
import { ChannelError, channelErrors } from './errors.ts';

const timeoutMs = 15_000;

/** A message to everybody on the list, through the clinic's mail server. */
export function emailChannel(
  { smtpUrl, from, to }: EmailConfig,
  clinic: string | undefined,
): AlertChannel {
  return {
    name: 'email',
    send: async (message) => {
      // Lazily: most installations never need it.
      const { createTransport } = await import('nodemailer');
      const transport = createTransport({
        url: smtpUrl,
        // A password goes over the network encrypted or not at all.
        requireTLS: !isLoopback(new URL(smtpUrl).hostname),
        connectionTimeout: timeoutMs,
        greetingTimeout: timeoutMs,
        socketTimeout: timeoutMs,
        dnsTimeout: timeoutMs,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      try {
        await transport.sendMail({
          from,
          to: [...to],
          subject: headline(message, clinic),
          text: message.body.join('\n\n'),
          // No holiday answers, please.
          headers: { 'auto-submitted': 'auto-generated' },
        });
      } catch (error) {
        throw new ChannelError(explain(error));
      } finally {
        transport.close();
      }
    },
  };
}

const kinds: Readonly<Record<string, ErrorKind>> = {
  EAUTH: channelErrors.mailLogin,
  ENOAUTH: channelErrors.mailLogin,
  ETLS: channelErrors.mailEncryption,
  EENVELOPE: channelErrors.mailAddress,
};

const ofConnection: ReadonlySet<string> = new Set(['ESOCKET', 'ECONNECTION', 'ETIMEDOUT', 'EDNS']);

/** By nodemailer's code alone: its messages repeat what the server said, and that may hold anything. */
function explain(error: unknown): ErrorKind {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
  if (code === 'ESOCKET' && isCertificate(error)) return channelErrors.mailEncryption;
  if (ofConnection.has(code)) {
    return channelErrors.unreachable({ setting: 'ALERT_SMTP_URL', cause: code });
  }
  const cause = /^E\w+$/.test(code) ? code : 'UNKNOWN';
  return kinds[code] ?? channelErrors.mailRefused({ cause });
}

/** What OpenSSL has against a certificate or a server that does not speak TLS comes as a failure of the socket. */
function isCertificate(error: unknown): boolean {
  return error instanceof Error && /certificate|ssl|tls/i.test(error.message);
}
