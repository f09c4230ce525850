import { Download } from "lucide-react";

import { downloadCsv } from "../lib/csv";
import { useAction } from "../lib/queries";
import { Button } from "./Button";
import { ErrorText } from "./ErrorBlock";

interface CsvButtonProps {
    schema: "api" | "admin" | "analytics";
    /** A view, or rpc/ and a function. */
    path: string;
    filters?: Readonly<Record<string, string | undefined>>;
    fileName: string;
    /** Of what, for whoever does not see where it stands. */
    label: string;
    /** The label is seen, too: there is more than one file. */
    isNamed?: boolean;
}

/** All rows as a file, whatever of them the page shows. */
export function CsvButton({ schema, path, filters = {}, fileName, label, isNamed = false }: CsvButtonProps) {
    const download = useAction(async () => await downloadCsv(schema, path, filters, fileName));
    return (
        <div className="grid justify-items-end gap-2 print:hidden">
            <Button
                size="sm"
                look="quiet"
                aria-label={`${label} as CSV`}
                busy={download.isPending}
                onClick={() => download.mutate(undefined)}
            >
                <Download className="size-4" aria-hidden="true" /> {isNamed ? `${label} as CSV` : "CSV"}
            </Button>
            <ErrorText error={download.error} />
        </div>
    );
}
