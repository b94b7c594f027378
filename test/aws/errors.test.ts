import { describe, expect, it } from '@jest/globals';
import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import { GetJobRunsCommand } from '@aws-sdk/client-glue';
import { SANDBOX_CREDENTIALS } from '../../sandbox/aws/server.ts';
import { createClients } from '../../src/aws/clients.ts';
import { describeAwsError, type AwsErrorReport } from '../../src/aws/errors.ts';

const ATTEMPTED = { doing: 'read the runs of silver-users', action: 'glue:GetJobRuns' };

/** Asks a real server with the real SDK, and describes what it throws. Without an answer nobody listens. */
async function described(answer: RequestListener | null, signal?: AbortSignal): Promise<AwsErrorReport> {
  const server = createServer(answer ?? undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Expected a TCP port');
  if (answer === null) await stop(server);
  const clients = createClients({
    region: 'eu-central-1',
    endpoint: `http://127.0.0.1:${address.port}`,
    credentials: SANDBOX_CREDENTIALS,
    requestTimeoutMs: 300,
  });
  try {
    await clients.glueOnce.send(
      new GetJobRunsCommand({ JobName: 'silver-users' }),
      signal === undefined ? {} : { abortSignal: signal },
    );
  } catch (error) {
    return describeAwsError(error, ATTEMPTED);
  } finally {
    clients.destroy();
    if (server.listening) await stop(server);
  }
  throw new Error('Expected a refusal');
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

function refusal(status: number, type: string, message: string): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ __type: type, message }));
  };
}

describe('describeAwsError', () => {
  it.each([
    ['AccessDeniedException', 'denied', false, false, /Add glue:GetJobRuns to the role/],
    ['ThrottlingException', 'throttled', true, false, /throttling this account/],
    ['EntityNotFoundException', 'not-found', false, false, /does not know it/],
    ['ConcurrentRunsExceededException', 'concurrent-runs', true, false, /as many runs/],
    ['ResourceNumberLimitExceededException', 'limit', true, false, /limit of the account/],
    ['InvalidInputException', 'invalid', false, false, /did not accept it: the vendor's words\./],
    ['ExpiredTokenException', 'credentials', false, false, /Renew the credentials/],
    ['UnrecognizedClientException', 'credentials', false, false, /Renew the credentials/],
    ['OperationTimeoutException', 'timed-out', true, true, /did not answer in time\. Try again/],
    ['NobodyKnowsException', 'invalid', false, false, /did not accept it/],
  ])('tells %s', async (type, kind, retryable, ambiguous, sentence) => {
    const report = await described(refusal(400, type, "the vendor's words"));
    expect(report).toMatchObject({ kind, retryable, ambiguous });
    expect(report.sentence).toMatch(/^Could not read the runs of silver-users: /);
    expect(report.sentence).toMatch(sentence);
  });

  it('names the IAM action that AWS names', async () => {
    const message =
      'User: arn:aws:sts::123456789012:assumed-role/x is not authorized to perform: kms:Decrypt on resource: y';
    expect((await described(refusal(400, 'AccessDeniedException', message))).sentence).toContain(
      'Add kms:Decrypt to the role',
    );
  });

  it('shows no secret of the vendor’s words', async () => {
    const report = await described(refusal(400, 'InvalidInputException', 'bad argument --password=hunter2'));
    expect(report.sentence).not.toContain('hunter2');
  });

  it('takes a server error, a lost connection and silence as ambiguous', async () => {
    expect(await described(refusal(500, 'InternalServiceException', 'x'))).toMatchObject({
      kind: 'broken',
      ambiguous: true,
      retryable: true,
    });
    expect(await described((_request, response) => response.writeHead(502).end('<html>'))).toMatchObject({
      ambiguous: true,
    });
    expect(await described((request) => request.socket.destroy())).toMatchObject({
      kind: 'timed-out',
      ambiguous: true,
    });
    expect(await described(() => undefined)).toMatchObject({
      kind: 'timed-out',
      ambiguous: true,
      retryable: true,
    });
  });

  it('knows that nothing was sent when nobody listens', async () => {
    const report = await described(null);
    expect(report).toMatchObject({ kind: 'unreachable', ambiguous: false, retryable: true });
    expect(report.sentence).toContain('ECONNREFUSED');
  });

  it('tells when Handrail itself stopped waiting', async () => {
    const abort = new AbortController();
    const report = await described(() => abort.abort(), abort.signal);
    expect(report).toMatchObject({ kind: 'stopped', ambiguous: true, retryable: true });
  });

  it('says that a change may have happened, never a read', () => {
    const error = Object.assign(new Error('x'), { name: 'InternalServiceException' });
    expect(describeAwsError(error, ATTEMPTED).sentence).not.toContain('may or may not');
    const attempted = { doing: 'start silver-users', action: 'glue:StartJobRun' };
    expect(describeAwsError(error, attempted).sentence).toBe(
      'Could not start silver-users: AWS failed, so it may or may not have happened. Try again in a minute.',
    );
  });

  it('takes what is no error of AWS as ambiguous', () => {
    expect(describeAwsError('odd', ATTEMPTED)).toMatchObject({ kind: 'unrecognised', ambiguous: true });
    expect(describeAwsError(new TypeError('odd'), ATTEMPTED).sentence).toBe(
      'Could not read the runs of silver-users: TypeError: odd.',
    );
  });
});
