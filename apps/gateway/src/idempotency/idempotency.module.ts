import { Module } from '@nestjs/common';
import { AnswerMemory } from './answer-memory.js';
import { IdempotentPosts } from './idempotent.interceptor.js';

@Module({ providers: [AnswerMemory, IdempotentPosts], exports: [AnswerMemory, IdempotentPosts] })
export class IdempotencyModule {}
