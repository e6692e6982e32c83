import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Payment } from 'nestjs-mpesa';
import { Refusal } from '../../errors/refusal.js';

const ACCEPTED = 'Success. Request accepted for processing';

export class PhpTokenAnswer {
  @ApiProperty({ enum: [true] })
  success!: true;

  @ApiProperty({ description: 'A bearer token of one hour' })
  token!: string;
}

export class PhpPushBody {
  @ApiProperty({ example: '254708374149' })
  phone!: string;

  @ApiProperty({ minimum: 1, description: 'Whole shillings', example: 100 })
  amount!: number;

  @ApiProperty({ pattern: '^[A-Za-z0-9]{1,12}$', example: 'account123' })
  reference!: string;

  @ApiPropertyOptional({ maxLength: 13, example: 'Tea' })
  description?: string;
}

class DarajaFields {
  @ApiProperty({ type: String, nullable: true, example: '29115-34620561-1' })
  MerchantRequestID!: string | null;

  @ApiProperty({ example: 'ws_CO_191220191020363925' })
  CheckoutRequestID!: string;

  @ApiProperty({ enum: ['0'] })
  ResponseCode!: '0';

  @ApiProperty({ example: ACCEPTED })
  ResponseDescription!: string;

  @ApiProperty({ example: ACCEPTED })
  CustomerMessage!: string;
}

export class PhpPushAnswer {
  @ApiProperty({ enum: [200] })
  status!: 200;

  @ApiProperty()
  response!: DarajaFields;
}

/** What Daraja answers when it has taken a request. @throws Refusal `no-answer` when it has not said so */
export function pushAnswer({ merchantRequestId, checkoutRequestId }: Payment): PhpPushAnswer {
  if (checkoutRequestId === null) {
    throw new Refusal(
      'no-answer',
      'M-Pesa did not answer: the request may be on the phone, so do not repeat it',
    );
  }
  return {
    status: 200,
    response: {
      MerchantRequestID: merchantRequestId,
      CheckoutRequestID: checkoutRequestId,
      ResponseCode: '0',
      ResponseDescription: ACCEPTED,
      CustomerMessage: ACCEPTED,
    },
  };
}

export class PhpRegisterBody {
  @ApiProperty({ format: 'uri' })
  confirmation_url!: string;

  @ApiProperty({ format: 'uri' })
  validation_url!: string;

  @ApiPropertyOptional({ enum: ['Completed', 'Cancelled'], default: 'Completed' })
  response_type?: string;
}

const secret = {
  type: String,
  nullable: true,
  description: 'Signs what is sent there; null when it has one already',
};

class RegisteredUrls {
  @ApiProperty({ format: 'uri' })
  confirmation_url!: string;

  @ApiProperty(secret)
  confirmation_secret!: string | null;

  @ApiProperty({ format: 'uri' })
  validation_url!: string;

  @ApiProperty(secret)
  validation_secret!: string | null;

  @ApiProperty({ enum: ['Completed', 'Cancelled'] })
  response_type!: string;
}

export class PhpRegisterAnswer {
  @ApiProperty({ enum: [200] })
  status!: 200;

  @ApiProperty()
  response!: RegisteredUrls;
}

class ResultCode {
  @ApiProperty({ example: '1032' })
  code!: string;

  @ApiProperty({ example: 'Cancelled by User' })
  description!: string;

  @ApiProperty({ example: 'Customer cancelled the request' })
  action!: string;

  @ApiProperty({ description: 'What it means, by product where products differ' })
  meaning!: string;
}

export class PhpResultCodesAnswer {
  @ApiProperty({ enum: [200] })
  status!: 200;

  @ApiProperty({ type: [ResultCode] })
  response!: ResultCode[];
}

export class PhpErrorAnswer {
  @ApiProperty({ enum: [400, 401, 429, 500] })
  status!: number;

  @ApiProperty({ example: 'amount 0 is refused: must be whole shillings, 1 or more' })
  error!: string;
}
