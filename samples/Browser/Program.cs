// A page that reads digits as they are drawn and learns from corrections, all in the browser.
using System.Globalization;
using Browser.Components;
using Microsoft.AspNetCore.Components.WebAssembly.Hosting;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
WebAssemblyHostBuilder builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.RootComponents.Add<Page>("#app");
await builder.Build().RunAsync();
