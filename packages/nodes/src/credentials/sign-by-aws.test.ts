import { expect, test } from 'vitest'
import { placeOf } from './aws-place.ts'
import { awsHeaders } from './sign-by-aws.ts'

const none = new Uint8Array()
const wire = (method: string, url: string, headers: Record<string, string> = {}, body: Uint8Array = none) => ({
  method,
  url: new URL(url),
  headers,
  body,
})
const signatureOf = (...request: Parameters<typeof awsHeaders>) =>
  /Signature=(\w+)/.exec(awsHeaders(...request).headers?.['authorization'] ?? '')?.[1]

const example = { id: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', token: '' }
const august = Date.UTC(2015, 7, 30, 12, 36)

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html and the test suite beside it
test('requests are signed as AWS’s examples are', () => {
  const place = { service: 'service', region: 'us-east-1' }
  expect(awsHeaders(wire('GET', 'https://example.amazonaws.com/'), example, place, august).headers).toEqual({
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  })
  const listUsers = wire('GET', 'https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08', {
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
  })
  expect(signatureOf(listUsers, example, placeOf(listUsers.url, {}), august)).toBe(
    '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
  )
})

// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
test('S3 has the hash of the body in a header', () => {
  const keys = { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', token: '' }
  const list = wire('GET', 'https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J')
  const place = placeOf(list.url, {})
  expect(place).toEqual({ service: 's3', region: 'us-east-1' })
  expect(signatureOf(list, keys, place, Date.UTC(2013, 4, 24))).toBe(
    '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  )
})

test('keys that hold for a while are sent with their token, which is a secret', () => {
  const keys = { ...example, token: 'session' }
  const { headers, openHeaders } = awsHeaders(
    wire('GET', 'https://sqs.eu-west-1.amazonaws.com/'),
    keys,
    { service: 'sqs', region: 'eu-west-1' },
    august,
  )
  expect(headers).toMatchObject({ 'x-amz-security-token': 'session' })
  expect(headers?.['authorization']).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token,')
  expect(openHeaders).toEqual({ 'x-amz-date': '20150830T123600Z' })
})

test.each([
  ['https://dynamodb.eu-west-1.amazonaws.com/', 'dynamodb', 'eu-west-1'],
  ['https://bucket.s3.eu-central-1.amazonaws.com/', 's3', 'eu-central-1'],
  ['https://bucket.s3.dualstack.us-east-2.amazonaws.com/', 's3', 'us-east-2'],
  ['https://s3-us-west-2.amazonaws.com/bucket', 's3', 'us-west-2'],
  ['https://email.eu-west-1.amazonaws.com/', 'ses', 'eu-west-1'],
  ['https://bedrock-runtime.us-gov-west-1.amazonaws.com/', 'bedrock', 'us-gov-west-1'],
  ['https://ec2.cn-north-1.amazonaws.com.cn/', 'ec2', 'cn-north-1'],
  ['https://search-x.ap-south-1.es.amazonaws.com/', 'es', 'ap-south-1'],
  ['https://abc.execute-api.us-east-1.amazonaws.com/prod', 'execute-api', 'us-east-1'],
  ['https://abc.lambda-url.us-east-1.on.aws/', 'lambda', 'us-east-1'],
  ['https://iam.amazonaws.com/', 'iam', 'us-east-1'],
  ['https://queue.example:4566/1/jobs', 'sqs', 'eu-north-1'],
  ['https://api.example.com/orders', 'execute-api', 'eu-north-1'],
])('%s is signed for %s in %s', (url, service, region) => {
  const fields = { region: 'eu-north-1', sqsEndpoint: 'https://queue.example:4566/' }
  expect(placeOf(new URL(url), fields)).toEqual({ service, region })
})
