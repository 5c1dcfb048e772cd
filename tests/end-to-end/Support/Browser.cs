using Gateway.Tests.Client;
using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;

namespace Gateway.Tests.EndToEnd.Support;

/// <summary>A headless Chromium with the try-it page in one or more tabs.</summary>
internal sealed class Browser : IDisposable
{
    private readonly ChromeDriver _driver;

    public Browser()
    {
        var options = new ChromeOptions { BinaryLocation = ChromiumFactAttribute.Find("chromium") };
        options.AddArguments(
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync");
        options.SetLoggingPreference(LogType.Browser, LogLevel.Warning);
        _driver = new ChromeDriver(ChromeDriverService.CreateDefaultService(ChromiumFactAttribute.Find("chromedriver")), options);
    }

    /// <summary>Opens an address in the current tab.</summary>
    public void Open(Uri address) => _driver.Navigate().GoToUrl(address);

    /// <summary>Opens an address in a new tab, which becomes the current one; its handle.</summary>
    public string OpenTab(Uri address)
    {
        _driver.SwitchTo().NewWindow(WindowType.Tab);
        Open(address);
        return _driver.CurrentWindowHandle;
    }

    /// <summary>Goes to a tab, or stays: the handle of the one that was current.</summary>
    public string SwitchTo(string? handle = null)
    {
        var current = _driver.CurrentWindowHandle;
        if (handle is not null) _driver.SwitchTo().Window(handle);
        return current;
    }

    public void Click(string id) => _driver.FindElement(By.Id(id)).Click();

    /// <summary>Replaces what a field holds.</summary>
    public void Type(string id, string text)
    {
        var field = _driver.FindElement(By.Id(id));
        field.Clear();
        field.SendKeys(text);
    }

    public string Text(string id) => _driver.FindElement(By.Id(id)).Text;

    /// <summary>Whether there is such an element.</summary>
    public bool Has(string selector) => Count(selector) > 0;

    /// <summary>How many such elements there are.</summary>
    public int Count(string selector) => _driver.FindElements(By.CssSelector(selector)).Count;

    /// <summary>An attribute of all such elements.</summary>
    public List<string> Attributes(string selector, string name) =>
        [.. _driver.FindElements(By.CssSelector(selector)).Select(element => element.GetDomAttribute(name) ?? "")];

    /// <summary>Waits for such an element.</summary>
    public Task SeesAsync(string selector) => Within.UntilAsync(() => Has(selector), selector);

    /// <summary>What the page's scripts complained of.</summary>
    public List<string> Complaints() => [.. _driver.Manage().Logs.GetLog(LogType.Browser).Select(entry => entry.Message)];

    public void Dispose() => _driver.Dispose();
}
