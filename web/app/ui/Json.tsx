import { CodeBlock } from "./CodeBlock";

/** A value of any shape, to be read. */
export function Json({ value, label }: { value: unknown; label: string }) {
    return <CodeBlock title={label}>{JSON.stringify(value, null, 2)}</CodeBlock>;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !Array.isArray(value);

/** What a change did: each field that is not what it was. */
export function Diff({ before, after }: { before: unknown; after: unknown }) {
    const old = isObject(before) ? before : {};
    const now = isObject(after) ? after : {};
    const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(
        (name) => JSON.stringify(old[name]) !== JSON.stringify(now[name]),
    );
    if (names.length === 0) return <p className="text-sm text-ink-3">No field has changed.</p>;
    return (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- by keyboard it scrolls only with the focus
        <div role="region" aria-label="What has changed" tabIndex={0} className="overflow-x-auto rounded-control border border-line">
            <table className="w-full text-xs">
                <thead>
                    <tr className="border-b border-line text-left text-ink-2">
                        <th scope="col" className="px-3 py-2 font-medium">Field</th>
                        <th scope="col" className="px-3 py-2 font-medium">Before</th>
                        <th scope="col" className="px-3 py-2 font-medium">After</th>
                    </tr>
                </thead>
                <tbody className="divide-y divide-line">
                    {names.map((name) => (
                        <tr key={name}>
                            <th scope="row" className="px-3 py-2 text-left align-top font-medium">{name}</th>
                            <td className="px-3 py-2 align-top break-all text-bad">{text(old[name])}</td>
                            <td className="px-3 py-2 align-top break-all text-good">{text(now[name])}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

function text(value: unknown): string {
    if (value === undefined || value === null) return "–";
    return typeof value === "string" ? value : JSON.stringify(value);
}
