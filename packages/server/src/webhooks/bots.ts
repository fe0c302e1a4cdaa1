/**
 * Whether a user agent names a program that fetches links on somebody's behalf: crawlers, link previews, command
 * line clients and libraries. Without a user agent a caller is no bot.
 */
export function isBot(userAgent: string | undefined): boolean {
  return userAgent !== undefined && userAgent !== '' && (word.test(userAgent) || start.test(userAgent))
}

const word =
  /(?<!cu)bot\b|bot[/-]|bots?\d|crawl|spider|slurp|preview|scrap|fetcher|facebookexternalhit|whatsapp|embedly|lighthouse|headlesschrome|phantomjs|pingdom|uptime|validator|archive\.org|mediapartners-google|feedfetcher|google-(?:read-aloud|inspectiontool|safety)|bingpreview|yandex\.com|baidu|duckduckgo-favicons|skypeuripreview|nuzzel|vkshare|w3c_|http_?client/i

const start =
  /^(?:curl|wget|httpie|python|aiohttp|java\/|jakarta|okhttp|go-http-client|libwww|lwp|ruby|perl|php|guzzle|axios|node-fetch|undici|got|superagent|postmanruntime|insomnia|apache-httpclient|winhttp|powershell)/i
