import { Download } from "lucide-react";
import { useState } from "react";

import { fetchFile, saveFile } from "~/lib/download";
import { bytes } from "~/lib/format";
import { useAction } from "~/lib/queries";
import { Button } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";

/** All that the organization has here, to take along: for its owners. */
export function ExportOfOrganization() {
    return (
        <Export
            name="export_organization"
            file="organization.tar"
            title="Everything of this organization"
            text="Plants, fields, people, billing, webhooks and activity: each table as JSON and as CSV, without secrets."
        />
    );
}

/** What is kept of oneself. */
export function ExportOfMine() {
    return (
        <Export
            name="export_my_data"
            file="my-data.tar"
            title="What is kept of you"
            text="Your profile, memberships, sessions, letters and what you did."
        />
    );
}

function Export({ name, file, title, text }: { name: string; file: string; title: string; text: string }) {
    const [received, setReceived] = useState(0);
    const save = useAction(
        async () => {
            setReceived(0);
            return await fetchFile(name, setReceived);
        },
        { onDone: (archive) => saveFile(archive, file), done: "The archive is in your downloads" },
    );
    return (
        <div className="card grid gap-3 p-6">
            <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
                <div className="min-w-0 flex-1 basis-60">
                    <p className="font-medium">{title}</p>
                    <p className="text-sm text-ink-2">{text}</p>
                </div>
                <Button busy={save.isPending} onClick={() => save.mutate()}>
                    {!save.isPending && <Download className="size-4" aria-hidden="true" />} Download
                    <span className="sr-only"> {title.toLowerCase()}</span>
                </Button>
            </div>
            <p role="status" className="text-sm text-ink-2 empty:hidden">
                {save.isPending && (received === 0 ? "The archive is being put together…" : `${bytes(received)} have come so far.`)}
            </p>
            <ErrorText error={save.error} />
        </div>
    );
}
