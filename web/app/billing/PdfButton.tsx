import { Download } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";

import { saveFile } from "~/lib/download";
import { ApiError } from "~/lib/errors";
import { useAction } from "~/lib/queries";
import { apiFetch } from "~/lib/session";
import { Button } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";

const TRIES = 20;
const LOOK_AGAIN_MS = 500;

interface Props {
    call: "invoice_pdf" | "credit_note_pdf";
    id: string;
    /** Of the file, without its ending. */
    name: string;
    look?: ComponentProps<typeof Button>["look"];
    children: ReactNode;
}

/** Saves a document, which may have to be made first. */
export function PdfButton({ call, id, name, look, children }: Props) {
    const save = useAction((which: string) => fetchPdf(call, which), {
        onDone: (pdf) => saveFile(pdf, `${name}.pdf`),
    });
    return (
        <>
            <Button look={look} busy={save.isPending} onClick={() => save.mutate(id)}>
                <Download className="size-4" aria-hidden="true" /> {children}
            </Button>
            <ErrorText error={save.error} />
        </>
    );
}

async function fetchPdf(call: Props["call"], id: string): Promise<Blob> {
    for (let attempt = 1; ; attempt += 1) {
        try {
            const response = await apiFetch(`/api/v1/rpc/${call}`, {
                method: "POST",
                headers: { "Content-Type": "application/json" },
                body: JSON.stringify({ id }),
            });
            return await response.blob();
        } catch (reason) {
            const isPending = reason instanceof ApiError && reason.code === "document_pending";
            if (!isPending || attempt === TRIES) throw reason;
            await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
        }
    }
}
