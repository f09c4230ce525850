import { troubleWords } from "../lib/troubles";

/** What went wrong, in words, and beneath them as the machine wrote it, where that says something else. */
export function Trouble({ raw }: { raw: string }) {
    const words = troubleWords(raw);
    return (
        <>
            {words}
            {words.toLowerCase() !== raw.toLowerCase() && <code className="block text-xs font-normal text-ink-3 select-all">{raw}</code>}
        </>
    );
}
