import { Check, Copy } from "lucide-react";
import { useState } from "react";

import { Banner } from "./Banner";
import { Button } from "./Button";
import { Dialog } from "./Dialog";

/** Something that is shown once: to be copied, and then gone. */
export function SecretDialog({ title, label, secret, onClose }: { title: string; label: string; secret: string; onClose: () => void }) {
    const [isCopied, setIsCopied] = useState(false);
    return (
        <Dialog
            onClose={onClose}
            isRequired
            title={title}
            footer={
                <Button look="primary" onClick={onClose}>
                    I have stored it
                </Button>
            }
        >
            <div className="grid gap-4">
                <Banner urgency="warning" title="It is shown this once">
                    We keep only what is needed to recognize it. Put it where your secrets are.
                </Banner>
                <div className="grid gap-1.5">
                    <span className="text-sm font-medium">{label}</span>
                    <div className="flex flex-wrap gap-2">
                        <code className="min-w-0 flex-1 basis-60 rounded-control border border-line bg-sunken px-3 py-2 text-sm break-all select-all">
                            {secret}
                        </code>
                        <Button
                            onClick={async () => {
                                await navigator.clipboard.writeText(secret);
                                setIsCopied(true);
                            }}
                        >
                            {isCopied ? <Check className="size-4" aria-hidden="true" /> : <Copy className="size-4" aria-hidden="true" />}
                            {isCopied ? "Copied" : "Copy"}
                        </Button>
                    </div>
                </div>
            </div>
        </Dialog>
    );
}
