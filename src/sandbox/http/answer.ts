import type { ContactChange } from '../contact/contact-record.ts';
import type { LeadChange } from '../lead/lead-record.ts';
import type { RowError } from '../wire.ts';

/** What a write did, for the log and the journal. */
export interface Written {
  readonly requestIds: readonly string[];
  readonly changes: readonly ContactChange[];
  readonly leads?: readonly LeadChange[];
}

/** What goes back over the wire; content types are exact, without a charset, as amoCRM sends them. */
export interface Answer {
  readonly status: number;
  readonly type: string | null;
  /** Serialised when it is sent, so that faults can still take rows out of it. */
  readonly json?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly written?: Written;
}

export const hal = (json: unknown, status = 200, written?: Written): Answer => ({
  status,
  type: 'application/hal+json',
  json,
  ...(written && { written }),
});

export const plainJson = (json: unknown, status = 200): Answer => ({
  status,
  type: 'application/json',
  json,
});

export const empty = (status = 204): Answer => ({ status, type: null });

const html = (text: string, status = 200): Answer => ({ status, type: 'text/html', text });

export const redirect = (location: string): Answer => ({
  status: 302,
  type: null,
  headers: { location },
});

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Payload Too Large',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'ErrInternalServer',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

const titleOf = (status: number): string => titles[status] ?? 'Error';

/** amoCRM's error body; `more` stands in front, as the validation errors do. */
export const problem = (status: number, detail: string, more: object = {}): Answer => ({
  status,
  type: 'application/problem+json',
  json: {
    ...more,
    title: titleOf(status),
    type: `https://httpstatus.es/${status}`,
    status,
    detail,
  },
});

/** nginx stands in front of amoCRM: its errors are pages, not JSON. */
export const nginx = (status: number): Answer =>
  html(
    `<html>\r\n<head><title>${status} ${titleOf(status)}</title></head>\r\n<body>\r\n<center><h1>${status} ${titleOf(status)}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`,
    status,
  );

export const throttled = problem(
  429,
  'You have sent too many requests in a given amount of time. Please try again later.',
);

export const unauthorized = problem(401, 'Неверный логин или пароль');

export const emptyRequest = problem(400, 'Request data can not be empty');

export interface BadRow {
  readonly requestId: string;
  readonly errors: readonly RowError[];
}

/** One bad row refuses the whole request; only the bad ones are named. */
export const invalidRows = (rows: readonly BadRow[]): Answer =>
  problem(400, 'Request validation failed', {
    'validation-errors': rows.map(({ requestId, errors }) => ({ request_id: requestId, errors })),
  });
