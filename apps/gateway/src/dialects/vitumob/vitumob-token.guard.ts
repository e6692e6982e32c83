import { Injectable } from '@nestjs/common';
import { BearerGuard } from '../../auth/bearer.guard.js';

/** As the bearer guard, but the header may be the token and nothing else. */
@Injectable()
export class VitumobTokenGuard extends BearerGuard {
  protected override tokenIn(header: string): string | null {
    return /^(?:Bearer +)?(?!Bearer$)(\S+)$/i.exec(header.trim())?.[1] ?? null;
  }
}
