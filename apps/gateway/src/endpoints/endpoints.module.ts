import { Module } from '@nestjs/common';
import { RoutingModule } from '../routing/routing.module.js';
import { ClientNews } from './client-news.js';
import { EndpointProfiles } from './endpoint-profiles.js';
import { EndpointRegistrations } from './endpoint-registrations.js';
import { MessageFormats } from './message-formats.js';
import { PrefixNews } from './prefix-news.js';
import { ValidationRelay } from './validation-relay.js';

/** What clients want to hear of, at which endpoint and in which words. */
@Module({
  imports: [RoutingModule],
  providers: [
    EndpointProfiles,
    EndpointRegistrations,
    MessageFormats,
    ClientNews,
    PrefixNews,
    ValidationRelay,
  ],
  exports: [EndpointProfiles, EndpointRegistrations, MessageFormats, ClientNews, PrefixNews, ValidationRelay],
})
export class EndpointsModule {}
