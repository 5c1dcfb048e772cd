# The self-test, which `helm test` runs. Build from the root of the repository:
#   docker build -f deploy/docker/selftest.Dockerfile -t gateway-selftest:dev .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY deploy/selftest deploy/selftest
RUN dotnet publish deploy/selftest/SelfTest.csproj -c Release -o /app

# It needs no ASP.NET, but with the same base as the services a cluster has all layers but one already.
FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
USER $APP_UID
ENTRYPOINT ["dotnet", "Gateway.SelfTest.dll"]
