# The gateway: events to WebSocket clients. Build from the root of the repository:
#   docker build -f deploy/docker/gateway.Dockerfile -t gateway:dev .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
# Only what decides the restore, so that a change of code reuses the layer with the packages.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY shared/Shared.csproj shared/
COPY gateway/Gateway.csproj gateway/
RUN dotnet restore gateway/Gateway.csproj --use-current-runtime
COPY . .
# For one runtime only, which leaves out librdkafka for the other systems; of the builds for Linux, 12 MB each, those that
# this system cannot load (they want musl, or Cyrus SASL) are left out too.
RUN dotnet publish gateway/Gateway.csproj --no-restore --use-current-runtime --no-self-contained -c Release -o /app \
 && for library in /app/*librdkafka.so; do ! ldd "$library" | grep -q 'not found' || rm "$library"; done

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
ENV ASPNETCORE_HTTP_PORTS=8080
# /livez, /readyz and /metrics, for the platform only.
ENV Operations__Port=8081
EXPOSE 8080 8081
USER $APP_UID
# Exec form: the process is PID 1 and gets SIGTERM itself, which starts the drain.
ENTRYPOINT ["dotnet", "Gateway.dll"]
