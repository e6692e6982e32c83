interface Allowances {
  /** Whether scripts may talk to the simulator. */
  connect: boolean;
  /** Whether pictures may be made by a script. */
  dataImages?: boolean;
}

/** Nothing from elsewhere and nothing inline: every page works offline and runs only its own scripts. */
export function contentSecurityPolicy({ connect, dataImages = false }: Allowances): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self'${dataImages ? ' data:' : ''}`,
    `connect-src ${connect ? "'self'" : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
