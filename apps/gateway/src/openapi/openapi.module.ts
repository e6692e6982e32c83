import { Module } from '@nestjs/common';
import { ApiDocuments } from './api-documents.js';
import { DocsController } from './docs.controller.js';
import { PostmanController } from './postman/postman.controller.js';

@Module({ controllers: [DocsController, PostmanController], providers: [ApiDocuments] })
export class OpenApiModule {}
