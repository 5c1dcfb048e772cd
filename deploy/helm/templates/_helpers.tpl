{{/* The components by name; both are deployed by the same templates. */}}
{{- define "gateway.components" -}}
{{- dict "gateway" .Values.gateway "publisher-api" .Values.publisherApi | toJson -}}
{{- end -}}

{{/* A component's object name: list $ component. Names of Services end at 63 characters. */}}
{{- define "gateway.name" -}}
{{- printf "%s-%s" (index . 0).Release.Name (index . 1) | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* What selects a component's pods; never changes between versions. */}}
{{- define "gateway.selectorLabels" -}}
app.kubernetes.io/name: {{ (index . 0).Chart.Name }}
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{- define "gateway.labels" -}}
{{ include "gateway.selectorLabels" . }}
app.kubernetes.io/version: {{ (index . 0).Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ (index . 0).Release.Service }}
helm.sh/chart: {{ printf "%s-%s" (index . 0).Chart.Name (index . 0).Chart.Version }}
{{- end -}}

{{/* An image's full name: list $ repository. */}}
{{- define "gateway.image" -}}
{{- $image := (index . 0).Values.image -}}
{{- with $image.registry }}{{ trimSuffix "/" . }}/{{ end }}{{ index . 1 }}:{{ default (index . 0).Chart.AppVersion $image.tag }}
{{- end -}}

{{- define "gateway.secretName" -}}
{{- default (include "gateway.name" (list . "secrets")) .Values.existingSecret -}}
{{- end -}}

{{/* Of every container: nothing that the services do not need. 1654 is the user of .NET's images. */}}
{{- define "gateway.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{- define "gateway.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 1654
runAsGroup: 1654
fsGroup: 1654
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{/* A setting's value as text. YAML's numbers are floating-point here, and would come out as 1.048576e+06. */}}
{{- define "gateway.text" -}}
{{- if and (kindIs "float64" .) (eq . (floor .)) }}{{ int64 . }}{{ else }}{{ . }}{{ end -}}
{{- end -}}

{{/* The ports of the brokers, of which the network policy lets no other out: those given, or those of kafka.bootstrapServers. */}}
{{- define "gateway.kafkaPorts" -}}
{{- $ports := .Values.networkPolicy.kafkaPorts -}}
{{- range $server := splitList "," .Values.kafka.bootstrapServers -}}
{{- $port := regexFind "[0-9]+$" (trim $server) | int -}}
{{- if not $.Values.networkPolicy.kafkaPorts }}{{ $ports = append ($ports | default list) $port }}
{{- else if not (has $port ($.Values.networkPolicy.kafkaPorts | toJson | fromJsonArray)) }}{{ fail (printf "networkPolicy.kafkaPorts does not have port %d of kafka.bootstrapServers" $port) }}{{ end -}}
{{- end -}}
{{- $ports | uniq | toJson -}}
{{- end -}}

{{/* What the schema cannot say: values that go together. A stop may take shutdownTimeoutSeconds, by default 30. */}}
{{- define "gateway.check" -}}
{{- range $name, $c := dict "gateway" .Values.gateway "publisherApi" .Values.publisherApi -}}
{{- $least := add ($c.preStopSeconds | default 0) (get $.Values.settings "shutdownTimeoutSeconds" | default 30 | int) | int -}}
{{- if lt ($c.terminationGracePeriodSeconds | int) $least }}{{ fail (printf "%s.terminationGracePeriodSeconds: give at least %d: preStopSeconds and the time that a stop takes" $name $least) }}{{ end -}}
{{- if and $c.autoscaling.enabled (gt ($c.autoscaling.minReplicas | int) ($c.autoscaling.maxReplicas | int)) }}{{ fail (printf "%s.autoscaling: minReplicas is greater than maxReplicas" $name) }}{{ end -}}
{{- end -}}
{{- range $fixed := list "bootstrap.servers" "enable.idempotence" "acks" "partitioner" "message.timeout.ms" "group.id" "enable.auto.commit" "enable.partition.eof" "auto.offset.reset" -}}
{{- if or (hasKey $.Values.kafka.settings $fixed) (hasKey $.Values.kafka.secretSettings $fixed) }}{{ fail (printf "kafka.settings: %s cannot be set, delivery depends on it (docs/configuration.md)" $fixed) }}{{ end -}}
{{- end -}}
{{- end -}}

{{/* The settings that are no secret. */}}
{{- define "gateway.settings" -}}
Kafka__BootstrapServers: {{ .Values.kafka.bootstrapServers | quote }}
{{- range $name, $value := .Values.kafka.settings }}
Kafka__Settings__{{ $name }}: {{ include "gateway.text" $value | quote }}
{{- end }}
Operations__Port: "8081"
Topics__Create: {{ .Values.topics.create | quote }}
Topics__Prefix: {{ .Values.topics.prefix | quote }}
Topics__Partitions: {{ .Values.topics.partitions | int | quote }}
Topics__ReplicationFactor: {{ .Values.topics.replicationFactor | int | quote }}
Topics__RetentionHours: {{ .Values.topics.retentionHours | int | quote }}
{{- with .Values.tracing.otlpEndpoint }}
OTEL_EXPORTER_OTLP_ENDPOINT: {{ . | quote }}
{{- end }}
{{- range $name, $value := .Values.settings }}
{{ $name }}: {{ include "gateway.text" $value | quote }}
{{- end }}
{{- end -}}

{{/* The settings that are: read by the services as files, so that no environment shows them. */}}
{{- define "gateway.secretSettings" -}}
{{- range $name, $value := .Values.kafka.secretSettings }}
Kafka__Settings__{{ $name }}: {{ include "gateway.text" $value | quote }}
{{- end }}
{{- range $app, $keys := .Values.apps }}
{{- range $n, $key := $keys.apiKeys }}
Apps__{{ $app }}__ApiKeys__{{ $n }}__Name: {{ $key.name | quote }}
Apps__{{ $app }}__ApiKeys__{{ $n }}__Sha256: {{ $key.sha256 | quote }}
{{- end }}
{{- range $n, $pattern := $keys.tables }}
Apps__{{ $app }}__Tables__{{ $n }}: {{ $pattern | quote }}
{{- end }}
{{- range $n, $origin := $keys.origins }}
Apps__{{ $app }}__Origins__{{ $n }}: {{ $origin | quote }}
{{- end }}
{{- range $n, $audience := $keys.audiences }}
Apps__{{ $app }}__Audiences__{{ $n }}: {{ $audience | quote }}
{{- end }}
{{- with $keys.maxTokenLifetime }}
Apps__{{ $app }}__MaxTokenLifetime: {{ . | quote }}
{{- end }}
{{- range $n, $key := $keys.tokenKeys }}
Apps__{{ $app }}__TokenKeys__{{ $n }}__Id: {{ $key.id | quote }}
Apps__{{ $app }}__TokenKeys__{{ $n }}__Algorithm: {{ $key.algorithm | default "HS256" | quote }}
Apps__{{ $app }}__TokenKeys__{{ $n }}__Secret: {{ $key.secret | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Settings as a Secret's data. Not stringData: from there a key that is taken out of the values would never be deleted. */}}
{{- define "gateway.secretData" -}}
{{- $data := dict -}}
{{- range $name, $value := fromYaml . }}{{ $_ := set $data $name (b64enc $value) }}{{ end -}}
{{- toYaml $data -}}
{{- end -}}

{{/*
The self-test's app. Its keys are what the values give, else what the cluster's Secret holds, else new ones, which are
written back to the values so that each use in one rendering sees the same.
*/}}
{{- define "gateway.selfTest.settings" -}}
{{- $kept := (lookup "v1" "Secret" .Release.Namespace (include "gateway.name" (list . "selftest"))).data | default dict -}}
{{- range $value, $key := dict "apiKey" "api-key" "tokenSecret" "token-secret" -}}
{{- if not (get $.Values.selfTest $value) -}}
{{- $_ := set $.Values.selfTest $value (hasKey $kept $key | ternary (get $kept $key | b64dec) (randAlphaNum 40)) -}}
{{- end -}}
{{- end -}}
{{- $app := .Values.selfTest.app -}}
Apps__{{ $app }}__ApiKeys__0__Name: selftest
Apps__{{ $app }}__ApiKeys__0__Sha256: {{ sha256sum .Values.selfTest.apiKey }}
Apps__{{ $app }}__TokenKeys__0__Id: selftest
Apps__{{ $app }}__TokenKeys__0__Algorithm: HS256
Apps__{{ $app }}__TokenKeys__0__Secret: {{ .Values.selfTest.tokenSecret | quote }}
{{- end -}}
