/** What is done to an image: step by step, in a thread of its own (`../files/read-apart.ts`). */
import type { Operator } from './combine-pixels.ts'

export type Format = 'bmp' | 'gif' | 'jpeg' | 'png' | 'tiff' | 'webp'

export type ResizeOption =
  | 'ignoreAspectRatio'
  | 'maximumArea'
  | 'minimumArea'
  | 'onlyIfLarger'
  | 'onlyIfSmaller'
  | 'percent'

export type Step =
  | { readonly operation: 'blur'; readonly sigma: number }
  | {
      readonly operation: 'border'
      readonly borderWidth: number
      readonly borderHeight: number
      readonly borderColor: string
    }
  | {
      readonly operation: 'composite'
      readonly overlay: Uint8Array
      readonly operator: Operator
      readonly positionX: number
      readonly positionY: number
    }
  | { readonly operation: 'create'; readonly backgroundColor: string; readonly width: number; readonly height: number }
  | {
      readonly operation: 'crop'
      readonly width: number
      readonly height: number
      readonly positionX: number
      readonly positionY: number
    }
  | {
      readonly operation: 'draw'
      readonly primitive: 'circle' | 'line' | 'rectangle'
      readonly color: string
      readonly startPositionX: number
      readonly startPositionY: number
      readonly endPositionX: number
      readonly endPositionY: number
      readonly cornerRadius: number
    }
  | { readonly operation: 'rotate'; readonly rotate: number; readonly backgroundColor: string }
  | {
      readonly operation: 'resize'
      readonly width: number
      readonly height: number
      readonly resizeOption: ResizeOption
    }
  | { readonly operation: 'shear'; readonly degreesX: number; readonly degreesY: number }
  | {
      readonly operation: 'text'
      readonly text: string
      readonly fontSize: number
      readonly fontColor: string
      readonly font: string
      readonly positionX: number
      readonly positionY: number
      readonly lineLength: number
      readonly horizontalAlignment: 'west' | 'center' | 'east'
      /** Where the position is: at the top, the middle or the bottom of the text, or at the feet of its first line. */
      readonly verticalAlignment: 'north' | 'middle' | 'south' | 'baseline'
    }
  | { readonly operation: 'transparent'; readonly color: string }

export interface ImageJob {
  readonly steps: readonly Step[]
  /** What it becomes; undefined: what it is. */
  readonly format: Format | undefined
  readonly quality: number | undefined
}

export interface MadeImage {
  readonly bytes: Uint8Array
  readonly about: {
    readonly format: Format
    readonly width: number
    readonly height: number
    readonly channels: number
    readonly depth: string
    readonly space: string
    readonly density: number | undefined
    readonly hasAlpha: boolean
    readonly hasProfile: boolean
    readonly orientation: number | undefined
    readonly pages: number
  }
}
