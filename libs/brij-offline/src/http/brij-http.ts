import { HttpService } from '@nestjs/axios';
import { Inject, Injectable } from '@nestjs/common';
import type { ResolvedBrijOptions } from '../brij-offline.options.js';
import { BrijUnavailableError } from '../errors/brij-offline.errors.js';
import { BRIJ_RESOLVED_OPTIONS } from '../tokens.js';

/** What the service answered, whatever its status below 500. */
export interface BrijAnswer {
  readonly status: number;
  /** Parsed when it is JSON, else the text. */
  readonly body: unknown;
}

const LARGEST_ANSWER = 1024 * 1024;

/** POSTs to the service. */
@Injectable()
export class BrijHttp {
  constructor(
    private readonly http: HttpService,
    @Inject(BRIJ_RESOLVED_OPTIONS) private readonly options: ResolvedBrijOptions,
  ) {}

  /** @throws BrijUnavailableError no answer, 429, or 5xx */
  async post(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<BrijAnswer> {
    const { status, data } = await this.#send(url, body, headers);
    if (status === 429 || status >= 500) throw new BrijUnavailableError(`${url} answered ${status}`, status);
    return { status, body: parsed(data) };
  }

  async #send(
    url: string,
    data: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly data: string }> {
    try {
      return await this.http.axiosRef.request<string>({
        method: 'POST',
        url,
        data,
        headers,
        responseType: 'text',
        transformResponse: (text: string) => text,
        validateStatus: () => true,
        // A token must not follow to another host.
        maxRedirects: 0,
        maxContentLength: LARGEST_ANSWER,
        signal: AbortSignal.timeout(this.options.timeoutMs),
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new BrijUnavailableError(`${url} gave no answer: ${reason}`, null, { cause: error });
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
