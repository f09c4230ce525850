/** Text as a machine writes it, under its name. */
export function CodeBlock({ title, children }: { title: string; children: string }) {
    return (
        <div className="grid gap-1.5">
            <h3 className="text-sm font-medium">{title}</h3>
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- by keyboard it scrolls only with the focus */}
            <div role="region" aria-label={title} tabIndex={0} className="max-h-96 overflow-auto rounded-control bg-sunken p-3">
                <pre className="text-xs leading-relaxed">{children}</pre>
            </div>
        </div>
    );
}
