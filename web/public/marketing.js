// The little that the pages need which anybody may read; without it they say the same.
const root = document.documentElement;

function stored(key) {
    try {
        return localStorage.getItem(key);
    } catch {
        return null;
    }
}

const themeButton = document.querySelector("[data-theme-button]");
if (themeButton) {
    themeButton.hidden = false;
    themeButton.addEventListener("click", () => {
        const theme = root.dataset.theme === "dark" ? "light" : "dark";
        root.dataset.theme = theme;
        try {
            localStorage.setItem("unison.theme", theme);
        } catch {
            // Where nothing may be kept it holds for this page.
        }
    });
}

// Who is signed in goes on where they were.
if (stored("unison.session")) {
    for (const link of document.querySelectorAll("[data-signed-out]")) link.hidden = true;
    for (const link of document.querySelectorAll("[data-signed-in]")) link.hidden = false;
}

// Prices by the month or by the year: the choice is in the address, so that it can be shared.
const cycles = document.querySelectorAll("input[name=cycle]");
const wanted = new URLSearchParams(location.search).get("cycle");
for (const input of cycles) {
    if (input.value === wanted) input.checked = true;
    input.addEventListener("change", () => {
        const url = new URL(location.href);
        if (input.defaultChecked) url.searchParams.delete("cycle");
        else url.searchParams.set("cycle", input.value);
        history.replaceState(null, "", url);
    });
}
