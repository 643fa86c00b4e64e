// The demonstration's three OpenID providers, in one process: real protocol, synthetic people, nothing kept.
//
// Environment (NAME is IAMSMART, MACAO, GUANGDONG):
//   DEMO_NAME_PORT         port to listen on
//   DEMO_NAME_ISSUER       public address (http://127.0.0.1:PORT)
//   DEMO_HOST              address to listen on (127.0.0.1)
//   DEMO_ENDS_WITH_STDIN   end when standard input does
//   DEMO_CLIENTS           JSON: [{ "client_id", "client_name", "redirect_uris", "jwks" }]
//
// One line of JSON on standard output says that all are listening. SIGTERM ends it. No name and no number is
// ever logged. Keys are made at start; the subjects stay the same, so that a person is known again.
// The third vouches for the mainland identities (residence permit, home-return permit, resident identity card)
// of some of the people of the first two: who has both may bind them to each other.

import { createHash, createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

import { Provider } from 'oidc-provider';

const BASIC = 'urn:demo:account:basic';
const IN_PERSON = 'urn:demo:account:in-person';
const LARGEST_FORM = 4096;

const PROVIDERS = [
  {
    id: 'iamsmart',
    name: 'iAM Smart (demo)',
    hue: '#17466b',
    framework: 'urn:demo:iamsmart',
    people: [
      person('chan', { 'zh-Hant-HK': '陳大文', 'en-HK': 'CHAN Tai Man' }, [idCard('HKG', 'A123456(3)')], IN_PERSON, 'lilac'),
      person('fan', { 'zh-Hant-HK': '范余于', 'en-HK': 'FAN Yu Yu' }, [idCard('HKG', 'R234567(5)')], IN_PERSON, 'moss'),
      person('chung', { 'zh-Hant-HK': '鍾岳游', 'en-HK': 'CHUNG Ngok Yau' }, [idCard('HKG', 'K345678(1)')], IN_PERSON, 'sand'),
      person('yip', { 'zh-Hant-HK': '葉乾后', 'en-HK': 'YIP Kin Hau' }, [idCard('HKG', 'V456789(7)')], BASIC, 'sky'),
    ],
  },
  {
    id: 'macao',
    name: 'Macao One Account (demo)',
    hue: '#0b5d4b',
    framework: 'urn:demo:macao-one-account',
    people: [
      person('santos', { 'pt-MO': 'João Conceição dos Santos' }, [idCard('MAC', '1234567(8)')], IN_PERSON, 'lilac'),
      person('lei', { 'zh-Hant-MO': '李叶', 'pt-MO': 'LEI Ip' }, [idCard('MAC', '5234567(1)')], IN_PERSON, 'moss'),
      person('wong', { 'zh-Hant-MO': '黃郁雲', 'pt-MO': 'WONG Iok Wan' }, [idCard('MAC', '7345678(2)')], IN_PERSON, 'sand'),
      person('rosario', { 'zh-Hant-MO': '羅鐘臺', 'pt-MO': 'Inês do Rosário Lo' }, [idCard('MAC', '1456789(3)')], BASIC, 'sky'),
    ],
  },
  {
    id: 'guangdong',
    name: 'Guangdong unified identity (demo)',
    hue: '#7a2318',
    framework: 'urn:demo:guangdong-unified-identity',
    people: [
      person('chan', { 'zh-Hans-CN': '陈大文' }, [
        residencePermit('810000198503152012'), returnPermit('H12345678'),
      ], IN_PERSON, 'lilac'),
      person('fan', { 'zh-Hans-CN': '范余于' }, [returnPermit('H23456789')], IN_PERSON, 'moss'),
      person('wong', { 'zh-Hans-CN': '黄郁云' }, [residencePermit('820000199007223025')], IN_PERSON, 'sand'),
      person('santos', { 'zh-Hans-CN': '桑托斯', 'pt-MO': 'João Conceição dos Santos' }, [
        returnPermit('MA1234567'),
      ], IN_PERSON, 'moss'),
      person('gan', { 'zh-Hans-CN': '甘后里' }, [idCard('CHN', '440704199211070030')], IN_PERSON, 'sand'),
      person('yip', { 'zh-Hans-CN': '叶乾后' }, [returnPermit('H34567890')], BASIC, 'sky'),
    ],
  },
];

const WORDS = {
  'zh-Hant-HK': {
    name: '繁體（香港）', title: '登入', choose: '請選擇一位示範人物',
    shared: '將會交給「%s」的資料：姓名、證件號碼，以及如何核實身份。', synthetic: '虛構人物',
    basic: '基本帳戶（未親身核實）', proofed: '已親身核實', cancel: '取消並返回', demo: '示範',
    gone: '這次登入已經結束。', again: '請返回服務角，重新開始。',
  },
  'zh-Hant-MO': {
    name: '繁體（澳門）', title: '登入', choose: '請選擇一位示範人物',
    shared: '將會交給「%s」的資料：姓名、證件編號，以及如何核實身份。', synthetic: '虛構人物',
    basic: '基本帳戶（未親身核實）', proofed: '已親身核實', cancel: '取消並返回', demo: '示範',
    gone: '這次登入已經結束。', again: '請返回服務角，重新開始。',
  },
  'pt-MO': {
    name: 'Português', title: 'Iniciar sessão', choose: 'Escolha uma pessoa de demonstração',
    shared: 'Serão transmitidos a «%s»: o nome, o número do documento e a forma como foi reconhecido.',
    synthetic: 'pessoa fictícia', basic: 'conta básica (não verificada presencialmente)',
    proofed: 'verificada presencialmente', cancel: 'Cancelar e voltar', demo: 'demonstração',
    gone: 'Este início de sessão já terminou.', again: 'Volte ao canto de serviço e recomece.',
  },
  'en-HK': {
    name: 'English', title: 'Sign in', choose: 'Choose a demonstration person',
    shared: 'What will be passed on to “%s”: the name, the document number, and how the person was recognised.',
    synthetic: 'synthetic person', basic: 'basic account (not proofed in person)', proofed: 'proofed in person',
    cancel: 'Cancel and go back', demo: 'demonstration',
    gone: 'This sign-in is over.', again: 'Go back to the service corner and begin again.',
  },
  'zh-Hans-CN': {
    name: '简体', title: '登录', choose: '请选择一位演示人物',
    shared: '将提供给“%s”的信息：姓名、证件号码，以及身份核验方式。', synthetic: '虚构人物',
    basic: '基本账户（未当面核验）', proofed: '已当面核验', cancel: '取消并返回', demo: '演示',
    gone: '本次登录已经结束。', again: '请返回服务角，重新开始。',
  },
};

function person(id, names, papers, acr, tint) {
  return { id, names, papers, acr, tint };
}

function idCard(country, number) {
  return { type: 'idcard', country, number };
}

function residencePermit(number) {
  return { type: 'residence_permit', country: 'CHN', number };
}

function returnPermit(number) {
  return { type: 'travel_permit', country: 'CHN', number };
}

// ── Claims ────────────────────────────────────────────────────────────────────────────────────────────────────

/** OpenID Connect for Identity Assurance: what was verified, by which evidence. */
function verifiedClaims(provider, who) {
  return {
    verification: {
      trust_framework: provider.framework,
      time: '2026-01-05T02:00:00Z',
      evidence: who.papers.map(({ type, country, number }) => ({
        type: 'document',
        document_details: {
          type,
          document_number: number,
          issuer: { name: 'Synthetic issuer', country_code: country },
        },
      })),
    },
    claims: Object.fromEntries(Object.entries(who.names).map(([tag, name]) => [`name#${tag}`, name])),
  };
}

function findAccount(provider, id) {
  const who = provider.people.find((each) => each.id === id);
  return who && {
    accountId: id,
    claims: () => ({ sub: id, verified_claims: verifiedClaims(provider, who) }),
  };
}

// ── The provider ──────────────────────────────────────────────────────────────────────────────────────────────

function signingKey() {
  const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(jwk.x + jwk.y).digest('base64url').slice(0, 16);
  return { ...jwk, kid, use: 'sig', alg: 'ES256' };
}

function client({ client_id, client_name, redirect_uris, jwks }) {
  return {
    client_id,
    client_name: client_name ?? client_id,
    redirect_uris,
    jwks,
    grant_types: ['authorization_code'],
    response_types: ['code'],
    subject_type: 'pairwise',
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'ES256',
    id_token_signed_response_alg: 'ES256',
    id_token_encrypted_response_alg: 'ECDH-ES',
    id_token_encrypted_response_enc: 'A256GCM',
    require_auth_time: true,
    require_pushed_authorization_requests: true,
  };
}

function configuration(provider, clients) {
  const cookie = (name) => `demo_${provider.id}_${name}`;
  return {
    clients: clients.map(client),
    jwks: { keys: [signingKey()] },
    acrValues: [BASIC, IN_PERSON],
    claims: { acr: null, auth_time: null, iss: null, openid: ['sub'], verified_claims: null },
    conformIdTokenClaims: true,
    cookies: {
      keys: [randomBytes(32).toString('hex')],
      // Two providers on one host share its cookies, whatever their ports: each has names of its own.
      names: { interaction: cookie('interaction'), resume: cookie('resume'), session: cookie('session') },
    },
    enabledJWA: {
      idTokenSigningAlgValues: ['ES256'],
      clientAuthSigningAlgValues: ['ES256'],
      idTokenEncryptionAlgValues: ['ECDH-ES'],
      idTokenEncryptionEncValues: ['A256GCM'],
    },
    clientAuthMethods: ['private_key_jwt'],
    features: {
      claimsParameter: { enabled: true },
      devInteractions: { enabled: false },
      encryption: { enabled: true },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    findAccount: (_ctx, id) => findAccount(provider, id),
    interactions: { url: (_ctx, interaction) => `/sign-in/${interaction.uid}` },
    loadExistingGrant: grantWhatWasAsked,
    pairwiseIdentifier: (_ctx, accountId, { sectorIdentifier }) => (
      createHmac('sha256', 'synthetic people').update([provider.id, sectorIdentifier, accountId].join('\n'))
        .digest('base64url')
    ),
    pkce: { required: () => true },
    renderError: (ctx) => {
      ctx.type = 'html';
      ctx.body = gonePage(provider, ctx, 'en-HK');
    },
    responseTypes: ['code'],
    scopes: ['openid'],
    subjectTypes: ['pairwise'],
    ttl: { AuthorizationCode: 60, Grant: 600, IdToken: 300, Interaction: 600, Session: 600, AccessToken: 60 },
  };
}

/** The page the person chose on said what is passed on: no second question. */
async function grantWhatWasAsked(ctx) {
  const { client: asking, provider, session, params, claims } = ctx.oidc;
  const grant = new provider.Grant({ clientId: asking.clientId, accountId: session.accountId });
  grant.addOIDCScope(params.scope);
  grant.addOIDCClaims(Object.keys(claims.id_token ?? {}));
  await grant.save();
  return grant;
}

// ── The sign-in page ──────────────────────────────────────────────────────────────────────────────────────────

async function signIn(provider, oidc, ctx) {
  let details;
  try {
    details = await oidc.interactionDetails(ctx.req, ctx.res);
  } catch {
    ctx.status = 400;
    ctx.body = gonePage(provider, ctx, languageOf(ctx.query.lang));
    return;
  }
  if (ctx.method === 'POST') {
    const choice = (await form(ctx.req)).get('person');
    const result = answer(provider, details, choice);
    ctx.status = 303;
    ctx.redirect(await oidc.interactionResult(ctx.req, ctx.res, result, { mergeWithLastSubmission: false }));
    return;
  }
  ctx.body = signInPage(provider, ctx, details, await oidc.Client.find(details.params.client_id));
}

/** What the person's choice means in the protocol. */
function answer(provider, details, choice) {
  const who = provider.people.find((each) => each.id === choice);
  if (!who) return { error: 'access_denied', error_description: 'the person cancelled' };
  const demanded = acrDemanded(details.params.claims);
  if (demanded && !demanded.includes(who.acr)) {
    return { error: 'unmet_authentication_requirements', error_description: 'the account is not proofed so far' };
  }
  return { login: { accountId: who.id, acr: who.acr, amr: ['mfa'], remember: false } };
}

function acrDemanded(claims) {
  try {
    const { acr } = JSON.parse(claims).id_token;
    return acr.essential ? acr.values : undefined;
  } catch {
    return undefined;
  }
}

/** A corner is shared: whoever signed in before in the same browser is a stranger to this sign-in. */
function forgetOthers(provider, request) {
  const kept = (request.headers.cookie ?? '').split('; ')
    .filter((cookie) => !cookie.startsWith(`demo_${provider.id}_session`));
  request.headers.cookie = kept.join('; ');
}

async function form(request) {
  let text = '';
  for await (const piece of request) {
    text += piece;
    if (text.length > LARGEST_FORM) break;
  }
  return new URLSearchParams(text);
}

function languageOf(...wishes) {
  const tags = wishes.filter(Boolean).flatMap((wish) => String(wish).split(' '));
  return tags.find((tag) => Object.hasOwn(WORDS, tag)) ?? 'en-HK';
}

function signInPage(provider, ctx, details, asking) {
  const tag = languageOf(ctx.query.lang, details.params.ui_locales);
  const words = WORDS[tag];
  const others = Object.entries(WORDS).map(([other, { name }]) => (
    `<a lang="${other}" href="?lang=${other}"${other === tag ? ' aria-current="true"' : ''}>${name}</a>`
  ));
  return page(provider, ctx, tag, asking.redirectUris, `
    <nav>${others.join('')}</nav>
    <h1>${words.choose}</h1>
    <p class="shared">${text(words.shared.replace('%s', asking.clientName))}</p>
    <form method="post" action="${text(ctx.path)}">
      <ul>${provider.people.map((who) => `<li>${button(who, words)}</li>`).join('')}</ul>
      <button class="cancel" name="person" value="">${words.cancel}</button>
    </form>`);
}

function button(who, words) {
  const [first, ...rest] = Object.entries(who.names);
  const line = (kind, [lang, name]) => `<span class="${kind}" lang="${lang}">${text(name)}</span>`;
  return `<button class="person" name="person" value="${who.id}">
    <span class="mark ${who.tint}" aria-hidden="true">${text([...first[1]][0])}</span>
    <span class="who">${line('first', first)}${rest.map((name) => line('second', name)).join('')}
      ${who.papers.map(({ number }) => `<span class="number">${text(number)}</span>`).join('')}</span>
    <span class="tags"><span>${words.synthetic}</span>
      <span>${who.acr === BASIC ? words.basic : words.proofed}</span></span></button>`;
}

function gonePage(provider, ctx, tag) {
  return page(provider, ctx, tag, [], `<h1>${WORDS[tag].gone}</h1><p class="shared">${WORDS[tag].again}</p>`);
}

/** The whole page; the form may lead back to the addresses registered by who asked, and nowhere else. */
function page(provider, ctx, tag, redirects, main) {
  const nonce = randomBytes(16).toString('base64');
  const back = [...new Set(redirects.map((uri) => new URL(uri).origin))].join(' ');
  ctx.type = 'html';
  ctx.set({
    'Cache-Control': 'no-store',
    'Content-Security-Policy': `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self' ${back}; `
      + "base-uri 'none'; frame-ancestors 'none'",
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  });
  return `<!doctype html>
<html lang="${tag}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${WORDS[tag].title} · ${provider.name}</title>
  <style nonce="${nonce}">:root { --hue: ${provider.hue} }${STYLE}</style>
</head>
<body>
  <header><strong>${provider.name}</strong><span>${DEMONSTRATION}</span></header>
  <main>${main}</main>
</body>
</html>`;
}

function text(value) {
  return String(value).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

const DEMONSTRATION = '<b lang="en">synthetic</b> · <b lang="zh-Hant-HK">虛構人物</b> · <b lang="pt">pessoa fictícia</b>';

const STYLE = `
* { box-sizing: border-box; margin: 0 }
body { background: #f6f4ee; color: #1d1f21; font: 1.25rem/1.5 "Noto Sans HK Variable", "Noto Sans HK",
  "Noto Sans CJK HK", "PingFang HK", "Microsoft JhengHei", "Noto Sans", system-ui, sans-serif }
[lang|="zh-Hans"] { font-family: "Noto Sans SC Variable", "Noto Sans CJK SC", "PingFang SC", sans-serif }
header { display: flex; flex-wrap: wrap; gap: .25rem 2rem; align-items: baseline; justify-content: space-between;
  padding: 1.25rem 2rem; background: var(--hue); color: #fff }
header strong { font-size: 1.5rem } header b { font-weight: 500 }
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 2rem 3rem }
nav { display: flex; flex-wrap: wrap; gap: .5rem; justify-content: flex-end; margin-bottom: 1.5rem }
nav a { padding: .6rem 1rem; border-radius: .5rem; color: var(--hue); font-size: 1.05rem }
nav a[aria-current] { background: #fff; color: inherit; text-decoration: none; font-weight: 600 }
h1 { font-size: 2.25rem; line-height: 1.25; margin-bottom: .5rem }
.shared { max-width: 46rem; margin-bottom: 1.75rem; color: #45494d }
ul { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 1rem;
  padding: 0; list-style: none }
button { font: inherit; color: inherit; cursor: pointer }
.person { display: grid; grid-template: 1fr auto / auto 1fr; gap: .75rem 1.25rem; align-items: center; width: 100%;
  height: 100%; padding: 1.25rem; text-align: left; background: #fff; border: 2px solid #d9d4c7;
  border-radius: 1rem }
.person:hover { border-color: var(--hue); box-shadow: 0 .3rem 1.2rem #0002 }
button:focus-visible, a:focus-visible { outline: 4px solid #e0a100; outline-offset: 3px }
.mark { display: grid; place-items: center; width: 4.5rem; height: 4.5rem; border-radius: 50%; font-size: 2rem }
.lilac { background: #e4dcf0 } .moss { background: #d8e8d3 } .sand { background: #f0e3cb } .sky { background: #d3e5ef }
.who { display: grid } .first { font-size: 1.75rem; font-weight: 600; line-height: 1.3 }
.number { color: #45494d; font-variant-numeric: tabular-nums; letter-spacing: .04em }
.tags { grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: .5rem }
.tags span { padding: .15rem .8rem; border-radius: 1rem; background: #f0ede4; font-size: 1rem; color: #45494d }
.cancel { display: block; margin: 2rem auto 0; min-height: 3.5rem; padding: .75rem 2.5rem; background: none;
  border: 2px solid var(--hue); border-radius: .75rem; color: var(--hue) }
`;

// ── Start ─────────────────────────────────────────────────────────────────────────────────────────────────────

function start(provider, clients) {
  const port = process.env[`DEMO_${provider.id.toUpperCase()}_PORT`];
  const issuer = process.env[`DEMO_${provider.id.toUpperCase()}_ISSUER`] || `http://127.0.0.1:${port}`;
  const oidc = new Provider(issuer, configuration(provider, clients));
  oidc.proxy = issuer.startsWith('https:');
  oidc.on('server_error', (_ctx, error) => console.error(`${provider.id}: ${error.name}`));
  oidc.use((ctx, next) => {
    forgetOthers(provider, ctx.req);
    return next();
  });
  oidc.use((ctx, next) => (/^\/sign-in\/[\w-]+$/.test(ctx.path) ? signIn(provider, oidc, ctx) : next()));
  const server = createServer(oidc.callback());
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(port), process.env.DEMO_HOST || '127.0.0.1', () => resolve({ issuer, server }));
  });
}

const clients = JSON.parse(process.env.DEMO_CLIENTS ?? '[]');
const started = await Promise.all(PROVIDERS.map((provider) => start(provider, clients)));
function stop() {
  for (const { server } of started) {
    server.close();
    server.closeAllConnections();
  }
  process.stdin.destroy();
}
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
if (process.env.DEMO_ENDS_WITH_STDIN) {
  // The desk's process holds the other end: however it dies, this one does not keep its ports.
  process.stdin.once('end', stop).resume();
}
console.log(JSON.stringify({ event: 'ready', issuers: started.map(({ issuer }) => issuer) }));
