import { Download } from "lucide-react";
import { useState, type MouseEvent } from "react";

import { csvAddress } from "../lib/csv";
import { toError } from "../lib/errors";
import { keepSession } from "../lib/session";
import { buttonClass } from "./Button";
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

/** All rows as a file, whatever of them the page shows: a link, so that the browser takes them as they come. */
export function CsvButton({ schema, path, filters = {}, fileName, label, isNamed = false }: CsvButtonProps) {
    const [error, setError] = useState<Error | null>(null);
    // The browser refreshes no session by itself.
    const follow = (event: MouseEvent<HTMLAnchorElement>) => {
        if (!event.isTrusted) return;
        event.preventDefault();
        const link = event.currentTarget;
        setError(null);
        keepSession().then(
            () => link.click(),
            (reason: unknown) => setError(toError(reason)),
        );
    };
    return (
        <div className="grid justify-items-end gap-2 print:hidden">
            <a
                href={csvAddress(schema, path, filters)}
                download={`${fileName}.csv`}
                aria-label={`${label} as CSV`}
                onClick={follow}
                className={buttonClass("quiet", "sm")}
            >
                <Download className="size-4" aria-hidden="true" /> {isNamed ? `${label} as CSV` : "CSV"}
            </a>
            <ErrorText error={error} />
        </div>
    );
}
