/** What every request of an organisation's operator carries. */
export interface OrganisationRequestBody {
  /** RSA-encrypted operator password, 344 base64 characters. */
  readonly SecurityCredential: string;
  /** 2 to 100 characters. */
  readonly Remarks: string;
  readonly ResultURL: string;
  readonly QueueTimeOutURL: string;
}
