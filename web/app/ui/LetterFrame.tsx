import { useRef } from "react";

/**
 * A letter as its reader sees it, in a frame where nothing runs. Letters bring their looks along, which
 * the policy of our pages forbids to be read from text: they are set one by one instead.
 */
export function LetterFrame({ title, html }: { title: string; html: string }) {
    const frame = useRef<HTMLIFrameElement>(null);
    const show = () => {
        const page = frame.current?.contentDocument;
        const view = page?.defaultView;
        if (!page || !view || page.body.childElementCount > 0) return;
        const letter = new DOMParser().parseFromString(html.replaceAll(/<(\/?)style>/g, "<$1template>").replaceAll(" style=", " data-style="), "text/html");
        const sheets = [...letter.querySelectorAll("template")].map((element) => {
            const sheet = new view.CSSStyleSheet();
            sheet.replaceSync(element.innerHTML);
            element.remove();
            return sheet;
        });
        page.adoptedStyleSheets = sheets;
        page.body.replaceWith(page.importNode(letter.body, true));
        for (const element of page.querySelectorAll<HTMLElement>("[data-style]")) {
            element.style.cssText = element.dataset.style ?? "";
        }
        if (frame.current) frame.current.height = String(page.documentElement.scrollHeight);
    };
    return (
        <iframe
            ref={frame}
            title={title}
            srcDoc="<!doctype html><title>Letter</title>"
            sandbox="allow-same-origin"
            onLoad={show}
            className="w-full rounded-control border border-line bg-white"
        />
    );
}
