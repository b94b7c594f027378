/**
 * Secrets that are known by their own shape, whatever stands around them: the prefixes and lengths that their issuers
 * document. Data only; each begins where a word begins. No shape fits a run id, a hash or a bare UUID.
 */

export interface TokenShape {
  /** Who issues it, and what. */
  readonly of: string;
  /** Source of a pattern: its prefix, empty where it has none. What has one is found many times faster. */
  readonly begins: string;
  /** Source of a pattern. Where more has to follow a part that may be long, the part is bounded: time is linear. */
  readonly rest: string;
}

export const TOKEN_SHAPES: readonly TokenShape[] = [
  {
    of: 'AWS access key id',
    begins: 'A(?:KIA|SIA|BIA|CCA|3T[A-Z0-9])',
    rest: '[A-Z0-9]{12,20}(?![A-Za-z0-9])',
  },
  {
    of: 'AWS session token',
    begins: '(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz|AQoDYXdz)',
    rest: '[A-Za-z0-9+/=%]{40,}',
  },
  { of: 'AWS Bedrock key', begins: 'ABSK', rest: '[A-Za-z0-9+/]{80,}={0,2}' },
  { of: 'AWS Bedrock short-lived key', begins: 'bedrock-api-key-', rest: '[A-Za-z0-9+/=]{20,}' },
  { of: 'Google API key', begins: 'AIza', rest: '[\\w-]{35}' },
  { of: 'Google access token', begins: 'ya29\\.', rest: '[\\w.-]{20,}' },
  { of: 'Google refresh token', begins: '1//0', rest: '[\\w-]{30,}' },
  { of: 'Google client secret', begins: 'GOCSPX-', rest: '[\\w-]{20,}' },
  { of: 'Azure client secret', begins: '', rest: '[\\w~.]{3}\\dQ~[\\w~.-]{31,34}' },
  { of: 'Azure DevOps token', begins: '', rest: '[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}' },
  { of: 'Slack token', begins: 'xox[a-z]', rest: '(?:\\.xox[a-z])?-[A-Za-z0-9-]{8,}' },
  { of: 'Slack app token', begins: 'xapp-', rest: '[A-Za-z0-9-]{8,}' },
  { of: 'GitHub token', begins: 'gh[a-z]_', rest: '[A-Za-z0-9]{20,}' },
  { of: 'GitHub fine-grained token', begins: 'github_pat_', rest: '\\w{20,}' },
  {
    of: 'GitLab token',
    begins: 'gl(?:pat|dt|rt|rtr|cbt|ptt|ft|imt|agent|oas|soat|ffct|wt)-',
    rest: '[\\w-]{16,}(?:\\.[\\w-]{2,})*',
  },
  { of: 'GitLab runner registration token', begins: 'GR1348941', rest: '[\\w-]{20}' },
  { of: 'Stripe key', begins: '[sr]k_(?:live|test|prod)_', rest: '[A-Za-z0-9]{10,}' },
  { of: 'Stripe webhook secret', begins: 'whsec_', rest: '[A-Za-z0-9+/=]{20,}' },
  { of: 'Twilio key', begins: 'SK', rest: '[0-9a-f]{32}(?![A-Za-z0-9])' },
  { of: 'SendGrid key', begins: 'SG\\.', rest: '[\\w-]{16,32}\\.[\\w-]{16,64}' },
  { of: 'Mailgun key', begins: 'key-', rest: '[0-9a-f]{32}(?![A-Za-z0-9])' },
  { of: 'Mailchimp key', begins: '', rest: '[0-9a-f]{32}-us\\d{1,2}(?![A-Za-z0-9])' },
  { of: 'npm token', begins: 'npm_', rest: '[A-Za-z0-9]{36}' },
  { of: 'PyPI token', begins: 'pypi-', rest: '[\\w-]{40,}' },
  { of: 'RubyGems key', begins: 'rubygems_', rest: '[0-9a-f]{48}' },
  { of: 'crates.io token', begins: 'cio', rest: '[A-Za-z0-9]{32}(?![A-Za-z0-9])' },
  { of: 'Docker token', begins: 'dckr_(?:pat|oat)_', rest: '[\\w-]{20,}' },
  { of: 'Databricks token', begins: 'dapi', rest: '[0-9a-f]{32}(?:-\\d{1,2})?' },
  { of: 'dbt Cloud token', begins: 'dbt[cu]_', rest: '[\\w-]{30,}' },
  { of: 'Confluent secret', begins: 'cflt', rest: '[A-Za-z0-9+/]{56,}' },
  {
    of: 'OpenAI, Anthropic or OpenRouter key',
    begins: 'sk-(?:proj|svcacct|admin|ant|or)-',
    rest: '[\\w-]{20,}',
  },
  { of: 'OpenAI key, old', begins: 'sk-', rest: '[A-Za-z0-9]{32,}' },
  { of: 'Hugging Face token', begins: '(?:hf|api_org)_', rest: '[A-Za-z0-9]{30,}' },
  { of: 'Groq key', begins: 'gsk_', rest: '[A-Za-z0-9]{40,}' },
  { of: 'Perplexity key', begins: 'pplx-', rest: '[A-Za-z0-9]{40,}' },
  { of: 'Replicate token', begins: 'r8_', rest: '[A-Za-z0-9]{37}' },
  { of: 'Telegram bot token', begins: '', rest: '(?:bot)?\\d{8,10}:AA[\\w-]{30,}' },
  { of: 'Discord bot token', begins: '', rest: '[MNO][\\w-]{23,27}\\.[\\w-]{6}\\.[\\w-]{27,}' },
  { of: 'Facebook token', begins: 'EAA', rest: '[A-Za-z0-9]{90,}' },
  { of: 'Grafana Cloud token', begins: 'glc_', rest: '[A-Za-z0-9+/=]{32,}' },
  { of: 'Grafana service account token', begins: 'glsa_', rest: '[A-Za-z0-9]{32}_[0-9a-fA-F]{8}' },
  { of: 'New Relic key', begins: 'NR(?:AK|II|IQ|RA|JS)-', rest: '[A-Za-z0-9-]{19,}' },
  { of: 'Dynatrace token', begins: 'dt0', rest: '[a-z]\\d\\d\\.[A-Z0-9]{24}\\.[A-Z0-9]{64}' },
  { of: 'Sentry token', begins: 'sntry[su]_', rest: '[\\w+/=-]{40,}' },
  { of: 'Atlassian token', begins: 'AT[AC]TT3', rest: '[\\w=-]{20,}' },
  { of: 'Artifactory key', begins: 'AKCp', rest: '[A-Za-z0-9]{60,}(?![A-Za-z0-9])' },
  { of: 'Artifactory token', begins: 'cmVmd', rest: '[A-Za-z0-9]{59}(?![A-Za-z0-9])' },
  { of: 'Vault token', begins: 'hv[sbr]\\.', rest: '[\\w-]{24,}' },
  { of: 'Terraform token', begins: '', rest: '[A-Za-z0-9]{14}\\.atlasv1\\.[\\w=-]{60,}' },
  { of: 'Pulumi token', begins: 'pul-', rest: '[0-9a-f]{40}' },
  { of: 'Doppler token', begins: 'dp\\.(?:pt|st|ct|sa|scim|audit)\\.', rest: '[\\w.-]{40,}' },
  { of: '1Password token', begins: 'ops_eyJ', rest: '[\\w+/=-]{40,}' },
  { of: 'Linear token', begins: 'lin_(?:api|oauth)_', rest: '[A-Za-z0-9]{32,}' },
  { of: 'Notion token', begins: 'ntn_', rest: '[A-Za-z0-9]{40,}' },
  { of: 'Notion token, old', begins: 'secret_', rest: '[A-Za-z0-9]{43}(?![A-Za-z0-9])' },
  { of: 'Postman key', begins: 'PMAK-', rest: '[0-9a-fA-F]{24}-[0-9a-fA-F]{34}' },
  { of: 'PlanetScale token', begins: 'pscale_(?:tkn|pw|oauth)_', rest: '[\\w=.-]{32,}' },
  { of: 'Supabase token', begins: 'sbp_', rest: '[0-9a-f]{40}' },
  { of: 'Supabase secret key', begins: 'sb_secret_', rest: '[\\w-]{20,}' },
  { of: 'Prefect key', begins: 'pn[ub]_', rest: '[A-Za-z0-9]{36}' },
  { of: 'Airtable token', begins: 'pat', rest: '[A-Za-z0-9]{14}\\.[0-9a-f]{64}' },
  { of: 'Shopify token', begins: 'shp(?:at|ca|pa|ss)_', rest: '[0-9a-fA-F]{32}' },
  { of: 'Square token', begins: 'sq0(?:atp|csp)-', rest: '[\\w-]{22,}' },
  { of: 'DigitalOcean token', begins: 'do[opr]_v1_', rest: '[0-9a-f]{64}' },
  { of: 'Cloudflare origin key', begins: 'v1\\.0-', rest: '[0-9a-f]{24}-[0-9a-f]{100,}' },
  { of: 'Heroku key', begins: 'HRKU-', rest: '[\\w-]{50,}' },
  { of: 'Fly token', begins: 'f(?:o1|m[12][ar]?)_', rest: '[\\w+/=-]{43,}' },
  { of: 'Tailscale key', begins: 'tskey-', rest: '[A-Za-z0-9-]{20,}' },
  { of: 'OpenShift token', begins: 'sha256~', rest: '[\\w-]{43}' },
  { of: 'Sourcegraph token', begins: 'sgp_', rest: '(?:[0-9a-fA-F]{16}_|local_)?[0-9a-fA-F]{40}' },
  { of: 'EasyPost key', begins: 'EZ[AT]K', rest: '[A-Za-z0-9]{54}' },
  { of: 'age key', begins: 'AGE-SECRET-KEY-1', rest: '[A-Z0-9]{50,}' },
  {
    of: 'JSON web token, signed or encrypted',
    begins: '(?<![_-])eyJ',
    rest: '[\\w-]{8,}\\.[\\w-]{8,}(?:\\.[\\w-]*){0,3}',
  },
  {
    of: 'hash of a password',
    begins: '\\$(?:2[abxy]|argon2(?:id|i|d)|[156y]|scrypt)\\$',
    rest: '[\\w./,$=+-]{20,}',
  },
];
