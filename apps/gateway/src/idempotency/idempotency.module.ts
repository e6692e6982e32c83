import { Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AnswerMemory } from './answer-memory.js';
import { IdempotentPosts } from './idempotent.interceptor.js';

const FORGET_EVERY_MS = 3_600_000;

@Module({ providers: [AnswerMemory, IdempotentPosts], exports: [AnswerMemory, IdempotentPosts] })
export class IdempotencyModule implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly memory: AnswerMemory) {}

  onApplicationBootstrap(): void {
    // A failure now is made up for an hour later.
    this.timer = setInterval(
      () => void this.memory.forgetOld().catch(() => undefined),
      FORGET_EVERY_MS,
    ).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }
}
