// Written by tools/nodes/write-registry.ts: whatever the *.node.ts and *.credential.ts files define.
import type { CredentialType, NodeType } from '@millrace/sdk'
import { aggregate } from './core/aggregate/aggregate.node.ts'
import { aiTransform } from './core/aiTransform/aiTransform.node.ts'
import { chat } from './core/chat/chat.node.ts'
import { chatTrigger } from './core/chatTrigger/chatTrigger.node.ts'
import { code } from './core/code/code.node.ts'
import { compareDatasets } from './core/compareDatasets/compareDatasets.node.ts'
import { compression } from './core/compression/compression.node.ts'
import { convertToFile } from './core/convertToFile/convertToFile.node.ts'
import { cryptoKeys } from './core/credentials/crypto.credential.ts'
import {
  httpBasicAuth,
  httpDigestAuth,
  httpBearerAuth,
  httpHeaderAuth,
  httpMultipleHeadersAuth,
  httpQueryAuth,
  httpCustomAuth,
  httpSslAuth,
} from './core/credentials/http-auth.credential.ts'
import { jwtAuth } from './core/credentials/jwt.credential.ts'
import { oAuth2Api } from './core/credentials/oauth2.credential.ts'
import { cron } from './core/cron/cron.node.ts'
import { cryptoNode } from './core/crypto/crypto.node.ts'
import { dataTable } from './core/dataTable/dataTable.node.ts'
import { dateTime } from './core/dateTime/dateTime.node.ts'
import { debugHelper } from './core/debugHelper/debugHelper.node.ts'
import { editImage } from './core/editImage/editImage.node.ts'
import { emailReadImap } from './core/emailReadImap/emailReadImap.node.ts'
import { imap } from './core/emailReadImap/imap.credential.ts'
import { emailSend } from './core/emailSend/emailSend.node.ts'
import { smtp } from './core/emailSend/smtp.credential.ts'
import { errorTrigger } from './core/errorTrigger/errorTrigger.node.ts'
import { evaluation } from './core/evaluation/evaluation.node.ts'
import { evaluationTrigger } from './core/evaluationTrigger/evaluationTrigger.node.ts'
import { executeCommand } from './core/executeCommand/executeCommand.node.ts'
import { executeWorkflow } from './core/executeWorkflow/executeWorkflow.node.ts'
import { executeWorkflowTrigger } from './core/executeWorkflowTrigger/executeWorkflowTrigger.node.ts'
import { executionData } from './core/executionData/executionData.node.ts'
import { extractFromFile } from './core/extractFromFile/extractFromFile.node.ts'
import { filter } from './core/filter/filter.node.ts'
import { form } from './core/form/form.node.ts'
import { formTrigger } from './core/formTrigger/formTrigger.node.ts'
import { ftpLogin, sftpLogin } from './core/ftp/ftp.credential.ts'
import { ftp } from './core/ftp/ftp.node.ts'
import { functionNode } from './core/function/function.node.ts'
import { functionItem } from './core/functionItem/functionItem.node.ts'
import { gitPassword } from './core/git/git.credential.ts'
import { git } from './core/git/git.node.ts'
import { graphql } from './core/graphql/graphql.node.ts'
import { html } from './core/html/html.node.ts'
import { htmlExtract } from './core/htmlExtract/htmlExtract.node.ts'
import { httpRequest } from './core/httpRequest/httpRequest.node.ts'
import { iCal } from './core/iCal/iCal.node.ts'
import { ifNode } from './core/if/if.node.ts'
import { interval } from './core/interval/interval.node.ts'
import { itemLists } from './core/itemLists/itemLists.node.ts'
import { jwt } from './core/jwt/jwt.node.ts'
import { ldapLogin } from './core/ldap/ldap.credential.ts'
import { ldap } from './core/ldap/ldap.node.ts'
import { limit } from './core/limit/limit.node.ts'
import { localFileTrigger } from './core/localFileTrigger/localFileTrigger.node.ts'
import { manualChatTrigger } from './core/manualChatTrigger/manualChatTrigger.node.ts'
import { manualTrigger } from './core/manualTrigger/manualTrigger.node.ts'
import { markdown } from './core/markdown/markdown.node.ts'
import { merge } from './core/merge/merge.node.ts'
import { moveBinaryData } from './core/moveBinaryData/moveBinaryData.node.ts'
import { n8nTrigger } from './core/n8nTrigger/n8nTrigger.node.ts'
import { noOp } from './core/noOp/noOp.node.ts'
import { readBinaryFile } from './core/readBinaryFile/readBinaryFile.node.ts'
import { readBinaryFiles } from './core/readBinaryFiles/readBinaryFiles.node.ts'
import { readPDF } from './core/readPDF/readPDF.node.ts'
import { readWriteFile } from './core/readWriteFile/readWriteFile.node.ts'
import { removeDuplicates } from './core/removeDuplicates/removeDuplicates.node.ts'
import { renameKeys } from './core/renameKeys/renameKeys.node.ts'
import { respondToWebhook } from './core/respondToWebhook/respondToWebhook.node.ts'
import { rssFeedRead } from './core/rssFeedRead/rssFeedRead.node.ts'
import { rssFeedReadTrigger } from './core/rssFeedReadTrigger/rssFeedReadTrigger.node.ts'
import { scheduleTrigger } from './core/scheduleTrigger/scheduleTrigger.node.ts'
import { set } from './core/set/set.node.ts'
import { simulate } from './core/simulate/simulate.node.ts'
import { simulateTrigger } from './core/simulateTrigger/simulateTrigger.node.ts'
import { sort } from './core/sort/sort.node.ts'
import { splitInBatches } from './core/splitInBatches/splitInBatches.node.ts'
import { splitOut } from './core/splitOut/splitOut.node.ts'
import { spreadsheetFile } from './core/spreadsheetFile/spreadsheetFile.node.ts'
import { sseTrigger } from './core/sseTrigger/sseTrigger.node.ts'
import { sshPassword, sshPrivateKey } from './core/ssh/ssh.credential.ts'
import { ssh } from './core/ssh/ssh.node.ts'
import { start } from './core/start/start.node.ts'
import { stickyNote } from './core/stickyNote/stickyNote.node.ts'
import { stopAndError } from './core/stopAndError/stopAndError.node.ts'
import { summarize } from './core/summarize/summarize.node.ts'
import { switchNode } from './core/switch/switch.node.ts'
import { totpApi } from './core/totp/totp.credential.ts'
import { totp } from './core/totp/totp.node.ts'
import { waitNode } from './core/wait/wait.node.ts'
import { webhook } from './core/webhook/webhook.node.ts'
import { workflowTrigger } from './core/workflowTrigger/workflowTrigger.node.ts'
import { writeBinaryFile } from './core/writeBinaryFile/writeBinaryFile.node.ts'
import { xml } from './core/xml/xml.node.ts'
import { googleSheets } from './googleSheets/googleSheets.node.ts'
import { hackerNews } from './hackerNews/hackerNews.node.ts'
import { notion } from './notion/notion.node.ts'

export const nodes: readonly NodeType[] = [
  aggregate,
  aiTransform,
  chat,
  chatTrigger,
  code,
  compareDatasets,
  compression,
  convertToFile,
  cron,
  cryptoNode,
  dataTable,
  dateTime,
  debugHelper,
  editImage,
  emailReadImap,
  emailSend,
  errorTrigger,
  evaluation,
  evaluationTrigger,
  executeCommand,
  executeWorkflow,
  executeWorkflowTrigger,
  executionData,
  extractFromFile,
  filter,
  form,
  formTrigger,
  ftp,
  functionNode,
  functionItem,
  git,
  graphql,
  html,
  htmlExtract,
  httpRequest,
  iCal,
  ifNode,
  interval,
  itemLists,
  jwt,
  ldap,
  limit,
  localFileTrigger,
  manualChatTrigger,
  manualTrigger,
  markdown,
  merge,
  moveBinaryData,
  n8nTrigger,
  noOp,
  readBinaryFile,
  readBinaryFiles,
  readPDF,
  readWriteFile,
  removeDuplicates,
  renameKeys,
  respondToWebhook,
  rssFeedRead,
  rssFeedReadTrigger,
  scheduleTrigger,
  set,
  simulate,
  simulateTrigger,
  sort,
  splitInBatches,
  splitOut,
  spreadsheetFile,
  sseTrigger,
  ssh,
  start,
  stickyNote,
  stopAndError,
  summarize,
  switchNode,
  totp,
  waitNode,
  webhook,
  workflowTrigger,
  writeBinaryFile,
  xml,
  googleSheets,
  hackerNews,
  notion,
]

export const credentials: readonly CredentialType[] = [
  cryptoKeys,
  httpBasicAuth,
  httpDigestAuth,
  httpBearerAuth,
  httpHeaderAuth,
  httpMultipleHeadersAuth,
  httpQueryAuth,
  httpCustomAuth,
  httpSslAuth,
  jwtAuth,
  oAuth2Api,
  imap,
  smtp,
  ftpLogin,
  sftpLogin,
  gitPassword,
  ldapLogin,
  sshPassword,
  sshPrivateKey,
  totpApi,
]
