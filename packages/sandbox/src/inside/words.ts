/** What can be told of code from its words alone. A wrong guess costs time, never correctness. */

/** Words without which code ends within its first turn, so that it needs no isolate to itself. */
export const suspends = /\b(?:await|async|then|Promise|setTimeout|setInterval|setImmediate|queueMicrotask)\b/

/** Words of code that wants to change what everyone shares, so it gets a realm of its own. */
export const tampers =
  /\bprototype\b|__proto__|\bglobalThis\b|\bglobal\s*[.[]|\bdefineProperty|\bsetPrototypeOf\b|\b(?:Object|Function|Array|String|Number|Boolean|Date|Math|JSON|Promise|RegExp|Error|Map|Set|Symbol|Reflect|Intl)\.[\w$]+\s*=(?!=)/
