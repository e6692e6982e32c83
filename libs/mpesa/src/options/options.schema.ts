import 'reflect-metadata';
import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateNested,
  type ValidationOptions,
} from 'class-validator';

import { RATIBA_VARIANT_NAMES } from './mpesa-options.js';

/** Every rule carries the sentence that mends it. */
function fix(sentence: string, message?: string): ValidationOptions {
  return { context: { fix: sentence }, ...(message === undefined ? {} : { message }) };
}

const SHORTCODE = /^\d{5,7}$/;
const DIGITS = '5 to 7 digits, as a string';

class LimitsSchema {
  @IsOptional() @IsInt(fix('whole shillings')) @Min(1, fix('1 or more')) min?: number;
  @IsOptional() @IsInt(fix('whole shillings')) @Min(1, fix('1 or more')) max?: number;
}

class ProductLimitsSchema {
  @IsOptional() @ValidateNested(fix('{ min, max }')) @Type(() => LimitsSchema) stkPush?: LimitsSchema;
  @IsOptional() @ValidateNested(fix('{ min, max }')) @Type(() => LimitsSchema) c2b?: LimitsSchema;
}

class InitiatorSchema {
  @IsString(fix('the API operator name')) @IsNotEmpty(fix('the API operator name')) name!: string;
  @IsString(fix("the operator's password")) @IsNotEmpty(fix("the operator's password")) password!: string;
  @IsOptional() @IsString(fix('PEM text of the certificate')) certificate?: string;
}

class C2bSchema {
  @IsOptional() @IsIn(['v1', 'v2'], fix("'v1' or 'v2', as the Daraja app has it")) version?: string;
  @IsOptional()
  @IsIn(['Completed', 'Cancelled'], fix("'Completed' or 'Cancelled'"))
  responseType?: string;
}

class BillManagerSchema {
  @IsOptional()
  @Matches(/^(?:\/[\w.-]+)+\/?$/, fix('a path, such as /v1/billmanager-invoice', 'must be a path'))
  prefix?: string;
  @IsOptional()
  @IsIn(
    ['cancel-bulk-invoices', 'cancel-bulk-invoice'],
    fix("'cancel-bulk-invoices' or 'cancel-bulk-invoice'"),
  )
  cancelBulk?: string;
  @IsOptional()
  @IsString(fix('what opting in answered as app_key'))
  @IsNotEmpty(fix('leave it out or set it'))
  appKey?: string;
}

class RatibaSchema {
  @IsOptional()
  @IsIn(RATIBA_VARIANT_NAMES, fix("'portal-2025', 'postman-2026' or 'portal-2026', as the contract has it"))
  variant?: string;
}

/** One account, whether it stands at the top level or under `accounts`. */
export class AccountSchema {
  @IsOptional() @IsIn(['paybill', 'till'], fix("'paybill' or 'till'")) type?: string;
  @Matches(SHORTCODE, fix(DIGITS, 'must be 5 to 7 digits')) shortcode!: string;
  @IsOptional() @Matches(SHORTCODE, fix(DIGITS, 'must be 5 to 7 digits')) till?: string;
  @IsOptional()
  @IsString(fix('the passkey of the go-live mail'))
  @IsNotEmpty(fix('leave it out or set it'))
  passkey?: string;
  @IsString(fix('the consumer key of the Daraja app'))
  @IsNotEmpty(fix('the consumer key of the Daraja app'))
  consumerKey!: string;
  @IsString(fix('the consumer secret of the Daraja app'))
  @IsNotEmpty(fix('the consumer secret of the Daraja app'))
  consumerSecret!: string;
  @IsOptional()
  @ValidateNested(fix('{ name, password, certificate }'))
  @Type(() => InitiatorSchema)
  initiator?: InitiatorSchema;
  @IsOptional() @ValidateNested(fix('{ version, responseType }')) @Type(() => C2bSchema) c2b?: C2bSchema;
  @IsOptional()
  @ValidateNested(fix('{ prefix, cancelBulk, appKey }'))
  @Type(() => BillManagerSchema)
  billManager?: BillManagerSchema;
  @IsOptional() @ValidateNested(fix('{ variant }')) @Type(() => RatibaSchema) ratiba?: RatibaSchema;
  @IsOptional() @IsIn(['query', 'off'], fix("'query' or 'off'")) confirm?: string;
  @IsOptional()
  @ValidateNested(fix('{ stkPush, c2b }'))
  @Type(() => ProductLimitsSchema)
  limits?: ProductLimitsSchema;
}

class SourceAddressesSchema {
  @IsOptional() @IsIn(['enforce', 'log', 'off'], fix("'enforce', 'log' or 'off'")) mode?: string;
  @IsOptional()
  @IsArray(fix('a list of addresses and CIDR networks'))
  @IsString({ each: true, ...fix('addresses and CIDR networks as strings') })
  addresses?: string[];
}

export class CallbacksSchema {
  @IsString(fix('the public URL of this app, global prefix included'))
  @IsNotEmpty(fix('the public URL of this app, global prefix included'))
  baseUrl!: string;
  @IsNotEmpty(fix('at least 16 random characters, e.g. of `openssl rand -hex 32`')) secret!:
    string | string[];
  @IsOptional()
  @ValidateNested(fix('{ mode, addresses }'))
  @Type(() => SourceAddressesSchema)
  sourceAddresses?: SourceAddressesSchema;
}

export class StorageSchema {
  @IsIn(['better-sqlite3', 'mysql', 'mariadb'], fix("'better-sqlite3', 'mysql' or 'mariadb'")) type!: string;
  @IsOptional() @IsString(fix('a file path')) @IsNotEmpty(fix('a file path')) database?: string;
  @IsOptional()
  @Matches(
    /^(mysql|mariadb):\/\/\S+\/\S+$/,
    fix('mysql://user:password@host:3306/database', 'must be a database URL'),
  )
  url?: string;
  @IsOptional() @IsInt(fix('a whole number')) @Min(1, fix('1 or more')) poolSize?: number;
  @IsOptional() @IsIn(['run', 'check', 'off'], fix("'run', 'check' or 'off'")) migrate?: string;
}

class ValidationSchema {
  @IsOptional() @IsIn([0, '0'], fix("0 or '0'")) acceptCode?: 0 | '0';
  @IsOptional()
  @IsInt(fix('milliseconds'))
  @Min(100, fix('100 or more'))
  @Max(7500, fix('below the 8 s that Safaricom waits'))
  deadlineMs?: number;
  @IsOptional() @IsIn(['accept', 'reject'], fix("'accept' or 'reject'")) onFailure?: string;
}

class HttpSchema {
  @IsOptional() @IsInt(fix('milliseconds')) @Min(100, fix('100 or more')) timeoutMs?: number;
}

class PromptsSchema {
  @IsOptional() @IsInt(fix('a whole number')) @Min(1, fix('1 or more')) maxUnfinished?: number;
  @IsOptional() @IsIn(['refuse', 'warn'], fix("'refuse' or 'warn'")) onUnfinished?: string;
}

class QueryRateSchema {
  @IsInt(fix('a whole number')) @Min(1, fix('1 or more')) perMinute!: number;
  @IsInt(fix('a whole number')) @Min(1, fix('1 or more')) burst!: number;
}

class ReconciliationSchema {
  @IsOptional() @IsInt(fix('milliseconds')) @Min(0, fix('0 or more')) firstCheckMs?: number;
  @IsOptional() @IsInt(fix('milliseconds')) @Min(1, fix('1 or more')) intervalMs?: number;
  @IsOptional() @IsInt(fix('milliseconds')) @Min(1, fix('1 or more')) stkHorizonMs?: number;
  @IsOptional() @IsInt(fix('milliseconds')) @Min(1, fix('1 or more')) horizonMs?: number;
  @IsOptional()
  @ValidateNested(fix('{ perMinute, burst }'))
  @Type(() => QueryRateSchema)
  queryRate?: QueryRateSchema;
}

class EventsSchema {
  @IsOptional() @IsInt(fix('a whole number')) @Min(1, fix('1 or more')) maxAttempts?: number;
  @IsOptional() @IsInt(fix('milliseconds')) @Min(1, fix('1 or more')) backoffMs?: number;
  @IsOptional() @IsInt(fix('milliseconds')) @Min(1, fix('1 or more')) handlerTimeoutMs?: number;
}

class RetentionSchema {
  @IsOptional() @IsInt(fix('days')) @Min(1, fix('1 or more')) days?: number;
}

class JobSchema {
  @IsOptional() @IsBoolean(fix('true or false')) enabled?: boolean;
  @IsOptional() @IsString(fix('a cron expression with seconds')) cron?: string;
}

class JobsSchema {
  @IsOptional() @IsBoolean(fix('true or false')) enabled?: boolean;
  @IsOptional() @ValidateNested(fix('{ enabled, cron }')) @Type(() => JobSchema) tokenRefresh?: JobSchema;
  @IsOptional() @ValidateNested(fix('{ enabled, cron }')) @Type(() => JobSchema) reconciliation?: JobSchema;
  @IsOptional() @ValidateNested(fix('{ enabled, cron }')) @Type(() => JobSchema) inbox?: JobSchema;
  @IsOptional() @ValidateNested(fix('{ enabled, cron }')) @Type(() => JobSchema) outbox?: JobSchema;
  @IsOptional() @ValidateNested(fix('{ enabled, cron }')) @Type(() => JobSchema) dispatch?: JobSchema;
  @IsOptional() @ValidateNested(fix('{ enabled, cron }')) @Type(() => JobSchema) retention?: JobSchema;
}

/** Everything but the accounts, which are checked one by one. */
export class ModuleSchema {
  @IsNotEmpty(fix("'sandbox', 'production' or { baseUrl }")) environment!: unknown;
  @IsOptional() @IsObject(fix('an object: name -> account')) accounts?: object;
  @IsNotEmpty(fix('{ baseUrl, secret }'))
  @ValidateNested(fix('{ baseUrl, secret }'))
  @Type(() => CallbacksSchema)
  callbacks!: CallbacksSchema;
  @IsOptional() @ValidateNested(fix('{ type, … }')) @Type(() => StorageSchema) storage?: StorageSchema;
  @IsOptional() @ValidateNested(fix('an object')) @Type(() => ValidationSchema) validation?: ValidationSchema;
  @IsOptional() @ValidateNested(fix('an object')) @Type(() => HttpSchema) http?: HttpSchema;
  @IsOptional() @ValidateNested(fix('an object')) @Type(() => PromptsSchema) prompts?: PromptsSchema;
  @IsOptional()
  @ValidateNested(fix('an object'))
  @Type(() => ReconciliationSchema)
  reconciliation?: ReconciliationSchema;
  @IsOptional() @ValidateNested(fix('an object')) @Type(() => EventsSchema) events?: EventsSchema;
  @IsOptional() @ValidateNested(fix('an object')) @Type(() => RetentionSchema) retention?: RetentionSchema;
  @IsOptional() @ValidateNested(fix('an object')) @Type(() => JobsSchema) jobs?: JobsSchema;
}

export const MODULE_KEYS = [
  'environment',
  'accounts',
  'callbacks',
  'storage',
  'validation',
  'http',
  'prompts',
  'reconciliation',
  'events',
  'retention',
  'jobs',
] as const;

export const ACCOUNT_KEYS = [
  'type',
  'shortcode',
  'till',
  'passkey',
  'consumerKey',
  'consumerSecret',
  'initiator',
  'c2b',
  'billManager',
  'ratiba',
  'confirm',
  'limits',
] as const;
