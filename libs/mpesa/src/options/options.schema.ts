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
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { IssuedText } from './issued-text.js';
import { fix } from './schema-fix.js';
import { withSettings } from './settings.js';

/** A time without a zone would be another one on every server. */
const ZONED_TIME =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

class SourceAddressesSchema {
  @IsOptional() @IsIn(['enforce', 'log', 'off'], fix("'enforce', 'log' or 'off'")) mode?: string;
  @IsOptional()
  @IsArray(fix('a list of addresses and CIDR networks'))
  @IsString({ each: true, ...fix('addresses and CIDR networks as strings') })
  addresses?: string[];
}

export class CallbacksSchema {
  @IssuedText('the public URL of this app, global prefix included')
  baseUrl!: string;
  @IsNotEmpty(fix('what `npx nestjs-mpesa secret` prints')) secret!: string | string[];
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
    /^(?:mysql|mariadb):\/\/[^\s/]+\/\S+$/,
    fix('mysql://user:password@host:3306/database', 'must be a database URL'),
  )
  url?: string;
  @IsOptional() @IsInt(fix('a whole number')) @Min(1, fix('1 or more')) poolSize?: number;
  @IsOptional() @IsIn(['run', 'check', 'off'], fix("'run', 'check' or 'off'")) migrate?: string;
}

class HakikishaSchema {
  @Matches(/^[^:]+$/, fix('any text without a colon', 'must be a text without a colon'))
  @IssuedText('any text without a colon')
  username!: string;
  @IssuedText('at least 12 random characters')
  @MinLength(12, fix('at least 12 random characters'))
  password!: string;
  @IsOptional()
  @IsString(fix('a name to tell'))
  @IsNotEmpty(fix('leave it out or set it'))
  fallbackName?: string;
}

class QueryRateSchema {
  @IsInt(fix('a whole number')) @Min(1, fix('1 or more')) perMinute!: number;
  @IsInt(fix('a whole number')) @Min(1, fix('1 or more')) burst!: number;
}

class ReconciliationSchema {
  @IsOptional()
  @ValidateNested(fix('{ perMinute, burst }'))
  @Type(() => QueryRateSchema)
  queryRate?: QueryRateSchema;
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
  @IsOptional() @ValidateNested(fix('{ enabled, cron }')) @Type(() => JobSchema) gapFill?: JobSchema;
}

const Validation = withSettings('validation');
const Hakikisha = withSettings('hakikisha', HakikishaSchema);
const Http = withSettings('http');
const Prompts = withSettings('prompts');
const Reconciliation = withSettings('reconciliation', ReconciliationSchema);
const Events = withSettings('events');
const Retention = withSettings('retention');

/** Everything but the accounts, which are checked one by one. */
export class ModuleSchema {
  @IsNotEmpty(fix("'sandbox', 'production' or { baseUrl }")) environment!: unknown;
  @IsOptional() @IsObject(fix('an object: name -> account')) accounts?: object;
  @IsNotEmpty(fix('{ baseUrl, secret }'))
  @ValidateNested(fix('{ baseUrl, secret }'))
  @Type(() => CallbacksSchema)
  callbacks!: CallbacksSchema;
  @IsOptional() @ValidateNested(fix('{ type, … }')) @Type(() => StorageSchema) storage?: StorageSchema;
  @IsOptional() @ValidateNested(fix('an object')) @Type(() => Validation) validation?: object;
  @IsOptional()
  @ValidateNested(fix('{ username, password }'))
  @Type(() => Hakikisha)
  hakikisha?: object;
  @IsOptional() @ValidateNested(fix('an object')) @Type(() => Http) http?: object;
  @IsOptional() @ValidateNested(fix('an object')) @Type(() => Prompts) prompts?: object;
  @IsOptional()
  @ValidateNested(fix('an object'))
  @Type(() => Reconciliation)
  reconciliation?: object;
  @IsOptional() @ValidateNested(fix('an object')) @Type(() => Events) events?: object;
  @IsOptional() @ValidateNested(fix('an object')) @Type(() => Retention) retention?: object;
  @IsOptional()
  @Matches(ZONED_TIME, fix('such as 2026-11-29T21:00:00Z', 'must be a time with its zone'))
  restoredBackupAt?: string;
  @IsOptional() @ValidateNested(fix('an object')) @Type(() => JobsSchema) jobs?: JobsSchema;
}

export const MODULE_KEYS = [
  'environment',
  'accounts',
  'callbacks',
  'storage',
  'validation',
  'hakikisha',
  'http',
  'prompts',
  'reconciliation',
  'events',
  'retention',
  'restoredBackupAt',
  'jobs',
] as const;
