/** Other scripts in plain Latin letters, letter by letter. */

const CYRILLIC =
  'а a б b в v г g д d е e ё yo ж zh з z и i й i к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ъ _ ы y ь _ э e ю yu я ya і i ї yi є ye ґ g'
const GREEK = 'α a β b γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o'
const KANA =
  'あ a い i う u え e お o か ka き ki く ku け ke こ ko さ sa し shi す su せ se そ so た ta ち chi つ tsu て te と to な na に ni ぬ nu ね ne の no は ha ひ hi ふ fu へ he ほ ho ま ma み mi む mu め me も mo や ya ゆ yu よ yo ら ra り ri る ru れ re ろ ro わ wa を wo ん n が ga ぎ gi ぐ gu げ ge ご go ざ za じ ji ず zu ぜ ze ぞ zo だ da ぢ ji づ zu で de ど do ば ba び bi ぶ bu べ be ぼ bo ぱ pa ぴ pi ぷ pu ぺ pe ぽ po'
const OTHER =
  'ß ss æ ae Æ AE œ oe Œ OE ø o Ø O đ d Đ D ð d Ð D þ th Þ Th ł l Ł L ı i ħ h Ħ H ŋ n Ŋ N – - — - ‘ \' ’ \' “ " ” " … ... € EUR £ GBP © (c) ® (r) ™ tm ⁄ / × x'

function pairs(text: string): [string, string][] {
  const words = text.split(' ')
  return Array.from({ length: words.length / 2 }, (_, i) => [
    words[2 * i] ?? '',
    (words[2 * i + 1] ?? '').replace('_', ''),
  ])
}

const LETTERS: ReadonlyMap<string, string> = new Map([
  ...pairs(CYRILLIC),
  ...pairs(GREEK),
  ...pairs(KANA),
  ...pairs(OTHER),
])

export function transliterate(text: string): string {
  let made = ''
  for (const character of text) made += character.charCodeAt(0) < 128 ? character : latin(character)
  return made
}

function latin(character: string): string {
  const known = LETTERS.get(character)
  if (known !== undefined) return known
  const small = LETTERS.get(character.toLowerCase())
  if (small !== undefined) return small.charAt(0).toUpperCase() + small.slice(1)
  const code = character.codePointAt(0) ?? 0
  // Katakana stand 96 places behind hiragana.
  if (code >= 0x30a1 && code <= 0x30f6) return LETTERS.get(String.fromCodePoint(code - 96)) ?? '?'
  if (code >= 0x2000 && code <= 0x200b) return ' '
  const plain = character.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('⁄', '/')
  if (plain === '') return ''
  return [...plain].every((part) => part.charCodeAt(0) < 128) ? plain : '?'
}
