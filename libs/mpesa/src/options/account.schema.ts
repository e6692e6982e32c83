import 'reflect-metadata';
import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import { CONFIRM_FIX, isConfirmOption } from './confirm-option.js';
import { RATIBA_VARIANT_NAMES, type InitiatorProduct } from './mpesa-options.js';
import { IssuedText } from './issued-text.js';
import { fix } from './schema-fix.js';
import { DAY_MS } from '../values/duration.js';

const SHORTCODE = /^\d{5,7}$/;
const DIGITS = '5 to 7 digits, as a string';

class LimitsSchema {
  @IsOptional() @IsInt(fix('whole shillings')) @Min(1, fix('1 or more')) min?: number;
  @IsOptional() @IsInt(fix('whole shillings')) @Min(1, fix('1 or more')) max?: number;
}

class ProductLimitsSchema {
  @IsOptional() @ValidateNested(fix('{ min, max }')) @Type(() => LimitsSchema) stkPush?: LimitsSchema;
  @IsOptional() @ValidateNested(fix('{ min, max }')) @Type(() => LimitsSchema) c2b?: LimitsSchema;
  @IsOptional() @ValidateNested(fix('{ min, max }')) @Type(() => LimitsSchema) b2c?: LimitsSchema;
}

const INITIATOR = '{ name, password, certificate } or { name, credential }';

class InitiatorSchema {
  @IssuedText('the API operator name') name!: string;
  @IsOptional()
  @IssuedText("the operator's password")
  password?: string;
  @IsOptional()
  @IssuedText('base64, as it goes into SecurityCredential')
  credential?: string;
  @IsOptional()
  @ValidateBy(
    { name: 'isCertificate', validator: { validate: isCertificate } },
    fix('PEM text, the path of a PEM file, or { path }', 'must be a text or { path }'),
  )
  certificate?: unknown;
}

function isCertificate(value: unknown): boolean {
  const { path } = (value ?? {}) as { path?: unknown };
  const text = typeof value === 'object' ? path : value;
  return typeof text === 'string' && text !== '';
}

class InitiatorsSchema implements Partial<Record<InitiatorProduct, InitiatorSchema>> {
  @IsOptional() @ValidateNested(fix(INITIATOR)) @Type(() => InitiatorSchema) b2c?: InitiatorSchema;
  @IsOptional() @ValidateNested(fix(INITIATOR)) @Type(() => InitiatorSchema) pochi?: InitiatorSchema;
  @IsOptional() @ValidateNested(fix(INITIATOR)) @Type(() => InitiatorSchema) b2b?: InitiatorSchema;
  @IsOptional() @ValidateNested(fix(INITIATOR)) @Type(() => InitiatorSchema) tax?: InitiatorSchema;
  @IsOptional() @ValidateNested(fix(INITIATOR)) @Type(() => InitiatorSchema) 'top-up'?: InitiatorSchema;
  @IsOptional() @ValidateNested(fix(INITIATOR)) @Type(() => InitiatorSchema) reversal?: InitiatorSchema;
  @IsOptional() @ValidateNested(fix(INITIATOR)) @Type(() => InitiatorSchema) status?: InitiatorSchema;
  @IsOptional() @ValidateNested(fix(INITIATOR)) @Type(() => InitiatorSchema) balance?: InitiatorSchema;
}

class B2cSchema {
  @IsOptional() @IsIn(['v1', 'v3'], fix("'v1' or 'v3', as the Daraja app has it")) version?: string;
  @IsOptional() @IsBoolean(fix('true or false')) fallbackToV1?: boolean;
}

class PochiSchema {
  @IsOptional() @IsIn(['b2pochi', 'b2c'], fix("'b2pochi' or 'b2c'")) path?: string;
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
  @IssuedText('what opting in answered as app_key')
  appKey?: string;
}

class RatibaSchema {
  @IsOptional()
  @IsIn(RATIBA_VARIANT_NAMES, fix("'portal-2025', 'postman-2026' or 'portal-2026', as the contract has it"))
  variant?: string;
}

class GapFillSchema {
  @IsOptional() @IsBoolean(fix('true or false')) enabled?: boolean;
  @IsOptional()
  @IsInt(fix('milliseconds'))
  @Min(1, fix('1 or more'))
  @Max(2 * DAY_MS, fix('48 hours at most, as far as Pull reaches'))
  lookbackMs?: number;
}

/** One account, whether it stands at the top level or under `accounts`. */
export class AccountSchema {
  @IsOptional() @IsIn(['paybill', 'till'], fix("'paybill' or 'till'")) type?: string;
  @Matches(SHORTCODE, fix(DIGITS, 'must be 5 to 7 digits')) shortcode!: string;
  @IsOptional() @Matches(SHORTCODE, fix(DIGITS, 'must be 5 to 7 digits')) till?: string;
  @IsOptional()
  @IssuedText('the passkey of the go-live mail')
  passkey?: string;
  @IssuedText('the consumer key of the Daraja app') consumerKey!: string;
  @IssuedText('the consumer secret of the Daraja app') consumerSecret!: string;
  @IsOptional() @ValidateNested(fix(INITIATOR)) @Type(() => InitiatorSchema) initiator?: InitiatorSchema;
  @IsOptional()
  @ValidateNested(fix('an object: product -> initiator'))
  @Type(() => InitiatorsSchema)
  initiators?: InitiatorsSchema;
  @IsOptional()
  @IssuedText('the public URL of this app, global prefix included')
  callbackBaseUrl?: string;
  @IsOptional() @ValidateNested(fix('{ version, responseType }')) @Type(() => C2bSchema) c2b?: C2bSchema;
  @IsOptional()
  @ValidateNested(fix('{ prefix, cancelBulk, appKey }'))
  @Type(() => BillManagerSchema)
  billManager?: BillManagerSchema;
  @IsOptional() @ValidateNested(fix('{ variant }')) @Type(() => RatibaSchema) ratiba?: RatibaSchema;
  @IsOptional() @ValidateNested(fix('{ version, fallbackToV1 }')) @Type(() => B2cSchema) b2c?: B2cSchema;
  @IsOptional() @ValidateNested(fix('{ path }')) @Type(() => PochiSchema) pochi?: PochiSchema;
  @IsOptional()
  @ValidateBy(
    { name: 'isConfirm', validator: { validate: isConfirmOption } },
    fix(CONFIRM_FIX, `must be one of ${CONFIRM_FIX}`),
  )
  confirm?: unknown;
  @IsOptional()
  @ValidateNested(fix('{ stkPush, c2b, b2c }'))
  @Type(() => ProductLimitsSchema)
  limits?: ProductLimitsSchema;
  @IsOptional()
  @ValidateNested(fix('{ enabled, lookbackMs }'))
  @Type(() => GapFillSchema)
  gapFill?: GapFillSchema;
}

export const ACCOUNT_KEYS = [
  'type',
  'shortcode',
  'till',
  'passkey',
  'consumerKey',
  'consumerSecret',
  'initiator',
  'initiators',
  'callbackBaseUrl',
  'c2b',
  'billManager',
  'ratiba',
  'b2c',
  'pochi',
  'confirm',
  'limits',
  'gapFill',
] as const;
