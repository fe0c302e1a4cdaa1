import { FileSpreadsheet } from 'lucide-react'
import { useRef } from 'react'
import { errorText } from '../api/error-text.ts'
import { Button } from '../parts/Button.tsx'
import { type CsvFile, readCsvFile } from './read-csv-file.ts'

/** A file that was picked, as rows. */
export interface PickedCsv extends CsvFile {
  /** Without its ending. */
  readonly fileName: string
}

/** Picks a CSV file and reads it. */
export function CsvButton({
  label,
  onFile,
  onTrouble,
}: {
  readonly label: string
  readonly onFile: (file: PickedCsv) => void
  readonly onTrouble: (text: string) => void
}) {
  const picker = useRef<HTMLInputElement>(null)
  const take = async (file: File | undefined) => {
    if (!file) return
    try {
      onFile({ ...(await readCsvFile(await file.text())), fileName: file.name.replace(/\.\w+$/, '') })
    } catch (error) {
      onTrouble(`“${file.name}” is not read: ${errorText(error)}`)
    }
  }
  return (
    <>
      <Button onClick={() => picker.current?.click()}>
        <FileSpreadsheet size={16} strokeWidth={1.75} />
        {label}
      </Button>
      <input
        ref={picker}
        type="file"
        accept=".csv,.tsv,.txt,text/csv"
        hidden
        aria-label="CSV file"
        onChange={(event) => {
          void take(event.target.files?.[0])
          // The same file can be picked again.
          event.target.value = ''
        }}
      />
    </>
  )
}
