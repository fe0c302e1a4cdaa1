/** The parameters of Chat Trigger: who may talk, where, how it looks, and when an answer comes. */
import * as m from '@millrace/sdk'

const open = m.is('public', true)
const signedIn = m.all(open, m.is('authentication', 'n8nUserAuth'))
const hosted = m.is('/mode', 'hostedChat')
const offered = m.is('availableInChat', true)

const lastNode = 'When the workflow has ended'
const respond = 'With a Respond to Webhook node'
const pieces = 'Piece by piece'
const answerNodes = 'With nodes that answer'

const inChat = m.is('/availableInChat', true)
const notInChat = m.is('/availableInChat', false)

const files = {
  allowFileUploads: m.flag('Files may be sent'),
  allowedFilesMimeTypes: m.text('Kinds of files', { default: '*', placeholder: 'image/*, application/pdf' }),
}

const saving = { autoSaveHighlightedData: m.flag('Keep highlighted data', { default: true }) }

const page = {
  allowedOrigins: m.when(m.is('/mode', 'hostedChat', 'webhook'), m.text('Allowed origins (CORS)', { default: '*' })),
  allowFileUploads: m.when(hosted, files.allowFileUploads),
  allowedFilesMimeTypes: m.when(hosted, files.allowedFilesMimeTypes),
  inputPlaceholder: m.when(hosted, m.text('Placeholder', { default: 'Type your question..' })),
  loadPreviousSession: m.choice('Earlier messages', {
    notSupported: 'Forgotten',
    memory: 'From the memory node',
    manually: 'From the workflow',
  }),
  showWelcomeScreen: m.when(hosted, m.flag('Begin with a button')),
  getStarted: m.when(
    m.all(hosted, m.is('showWelcomeScreen', true)),
    m.text('Label of the button', { default: 'New Conversation' }),
  ),
  subtitle: m.when(hosted, m.text('Subtitle', { default: "Start a chat. We're here to help you 24/7." })),
  title: m.when(hosted, m.text('Title', { default: 'Hi there! 👋' })),
  customCss: m.when(hosted, m.code('Look (CSS)', 'css', { rows: 10 })),
}

/** Since version 1.3, by where the chat is. */
const laterModes = m.oneOf(
  m.when(
    m.all(m.is('/mode', 'webhook'), notInChat),
    m.choice('Answer', { lastNode, streaming: pieces, responseNode: respond }),
  ),
  m.when(m.all(m.is('/mode', 'webhook'), inChat), m.choice('Answer', { streaming: pieces, lastNode })),
  m.when(m.all(hosted, notInChat), m.choice('Answer', { lastNode, streaming: pieces, responseNodes: answerNodes })),
  m.when(m.all(hosted, inChat), m.choice('Answer', { streaming: pieces, lastNode, responseNodes: answerNodes })),
)

const whileClosed = m.oneOf(
  m.until(1.1, m.when(m.is('public', false), m.collection('Options', files))),
  m.since(
    1.3,
    m.when(
      m.is('public', false),
      m.collection('Options', {
        ...files,
        responseMode: m.oneOf(
          m.when(notInChat, m.choice('Answer', { lastNode, responseNodes: answerNodes, streaming: pieces })),
          m.when(inChat, m.choice('Answer', { streaming: pieces, lastNode, responseNodes: answerNodes })),
        ),
        ...saving,
      }),
    ),
  ),
)

const anywhere = m.all(open, m.is('mode', 'hostedChat', 'webhook'))

const whileOpen = m.oneOf(
  m.until(
    1.1,
    m.when(
      anywhere,
      m.collection('Options', {
        ...page,
        responseMode: m.choice('Answer', { lastNode, responseNode: respond }),
        ...saving,
      }),
    ),
  ),
  m.since(
    1.2,
    m.until(
      1.2,
      m.when(
        anywhere,
        m.collection('Options', {
          ...page,
          responseMode: m.oneOf(
            m.when(notInChat, m.choice('Answer', { lastNode, responseNode: respond, streaming: pieces })),
            m.when(inChat, m.choice('Answer', { streaming: pieces, lastNode })),
          ),
          ...saving,
        }),
      ),
    ),
  ),
  m.since(1.3, m.when(anywhere, m.collection('Options', { ...page, responseMode: laterModes, ...saving }))),
)

const icon = (value: string) => m.special('icon', 'Icon', { default: { type: 'icon', value }, noExpression: true })

/** How it appears in a list of chats. */
const listed = {
  availableInChatNotice: m.oneOf(
    m.until(1.1, m.when(offered, m.notice('Chats that people pick from a list need a newer version of this node.'))),
    m.since(1.2, m.when(offered, m.notice('People who may run the workflow can talk to it.'))),
  ),
  agentIcon: m.since(1.2, m.when(offered, icon('bot'))),
  agentName: m.since(1.2, m.when(offered, m.text('Name', { noExpression: true }))),
  agentDescription: m.since(1.2, m.when(offered, m.text('Description', { rows: 2, noExpression: true }))),
  suggestedPrompts: m.since(
    1.2,
    m.when(
      offered,
      m.list(
        'Suggestions',
        'prompts',
        { icon: icon('comment'), text: m.text('Text', { required: true, noExpression: true }) },
        { groupLabel: 'Suggestions', noExpression: true },
      ),
    ),
  ),
}

export const chatTriggerInput = {
  public: m.flag('Open to everybody'),
  mode: m.when(open, m.choice('Where', { hostedChat: 'On a page of its own', webhook: 'On your own page' })),
  hostedChatNotice: m.when(
    m.all(open, m.is('mode', 'hostedChat')),
    m.notice('Publish the workflow; the page is at its address.'),
  ),
  embeddedChatNotice: m.when(
    m.all(open, m.is('mode', 'webhook')),
    m.notice('Your page sends messages to the address of this node.'),
  ),
  authentication: m.when(
    open,
    m.choice(
      'Authentication',
      { basicAuth: 'Basic', n8nUserAuth: 'Sign-in of a user', none: 'None' },
      { default: 'none' },
    ),
  ),
  requireExecuteAccess: m.when(m.all(signedIn, m.is('mode', 'hostedChat')), m.flag('Needs the right to execute')),
  includeUserInOutput: m.oneOf(
    m.since(1.5, m.when(signedIn, m.flag('Hand on who talks', { default: true }))),
    m.until(1.4, m.when(signedIn, m.flag('Hand on who talks'))),
  ),
  initialMessages: m.when(
    m.all(open, m.is('mode', 'hostedChat')),
    m.text('First messages', { default: 'Hi there! 👋\nWhat can I do for you?', rows: 3, help: 'One on each line.' }),
  ),
  availableInChat: m.flag('Listed among the chats', { noExpression: true }),
  ...listed,
  options: m.oneOf(whileClosed, whileOpen),
}

/** The same as they are read where a message has come. */
export const chatInput = {
  ...chatTriggerInput,
  options: m.collection('Options', {
    allowedOrigins: page.allowedOrigins,
    ...files,
    inputPlaceholder: m.text('Placeholder'),
    loadPreviousSession: page.loadPreviousSession,
    showWelcomeScreen: m.flag('Begin with a button'),
    getStarted: m.text('Label of the button'),
    subtitle: m.text('Subtitle'),
    title: m.text('Title'),
    customCss: m.text('Look'),
    responseMode: m.choice('Answer', {
      lastNode,
      responseNode: respond,
      responseNodes: answerNodes,
      streaming: pieces,
    }),
  }),
}
